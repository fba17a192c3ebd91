// 图里有什么：各类实体的数量，提及最多的为例 / What is in the graph: entities by type, the most mentioned as examples
MATCH (n:Entity)
OPTIONAL MATCH (:Passage)-[m:MENTIONS]->(n)
WITH n, count(m) AS mentions
WITH split(n.id, '/')[0] AS kind, n.name AS name, mentions, n.id AS id
ORDER BY kind, mentions DESC, id
WITH kind, collect(name) AS names
RETURN kind, size(names) AS entities, names[..5] AS examples
ORDER BY entities DESC, kind;
