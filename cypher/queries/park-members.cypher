// title: 园区里有什么 / What is in a park
// description: 一地的、名称含有某词的园区里的企业和项目。Companies and projects in the parks of a place whose name contains a word.
// param park: str = "" — 园区名称的一部分 / part of the park's name
// param place: str = "" — 地方的名称、别名或代码，空为全部 / name, alias or code of the place; empty: all
// returns: park, kind, name, year, confidence, id
// example: kg query run park-members -p park=开发区
MATCH (k:Park)-[f:HOSTS]->(m:Entity)
WHERE k.name CONTAINS $park
OPTIONAL MATCH (k)<-[:HAS_PARK]-(d:District)
WHERE d.name = $place OR d.code = $place OR $place IN d.aliases
WITH k, f, m, count(d) AS owners
WHERE $place = '' OR owners > 0
RETURN k.name AS park, split(m.id, '/')[0] AS kind, m.name AS name, f.year AS year, f.confidence AS confidence, f.id AS id
ORDER BY park, kind, name, id;
