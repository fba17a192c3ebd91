// title: 一个实体的历年记载 / An entity through the years
// description: 一个实体（编号、名称或别名）在各年报告里的每个事实，从早到晚。What each report says of an entity (id, name or alias), the earliest first.
// param of: str — 编号、名称或别名 / id, name or alias
// returns: name, year, direction, relation, other, stage, amount, title, confidence, id
// example: kg query run timeline -p of=泉山经济开发区
MATCH (n:Entity)-[f:PLANS|HOSTS|HAS_PARK|RUNS|SUPPORTS|UNDERTAKES|COOPERATES_WITH|LOCATED_IN|PART_OF]-(o:Entity)
WHERE $of IN [n.id, n.name] OR $of IN n.aliases
WITH DISTINCT n, f, o
MATCH (r:Document)
WHERE r.id = f.document
WITH n, f, o, r, coalesce(f.year, 0) AS year, CASE WHEN startNode(f).id = n.id THEN '→' ELSE '←' END AS direction
RETURN n.name AS name, year, direction, type(f) AS relation, o.name AS other, f.stage AS stage, f.amount AS amount,
       r.title AS title, f.confidence AS confidence, f.id AS id
ORDER BY name, year, direction, relation, other, id, n.id;
