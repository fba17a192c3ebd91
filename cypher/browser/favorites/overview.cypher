// 图里有什么：各类实体的数量和例子 / What is in the graph: entities by type, with examples
MATCH (n:Entity)
WITH split(n.id, '/')[0] AS kind, n
ORDER BY kind, size(n.name), n.id
WITH kind, collect(n.name) AS names
RETURN kind, size(names) AS entities, names[..5] AS examples
ORDER BY entities DESC, kind;
