// title: 园区里有什么 / What is in a park
// description: 名称含有某词的园区里的企业和项目。Companies and projects in the parks whose name contains a word.
// param park: str = "" — 园区名称的一部分 / part of the park's name
// returns: park, kind, name, year, confidence, id
// example: kg query run park-members -p park=开发区
MATCH (k:Park)-[f:HOSTS]->(m:Entity)
WHERE k.name CONTAINS $park
RETURN k.name AS park, split(m.id, '/')[0] AS kind, m.name AS name, f.year AS year, f.confidence AS confidence, f.id AS id
ORDER BY park, kind, name, id;
