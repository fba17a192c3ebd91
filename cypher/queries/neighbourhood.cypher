// title: 实体的邻居 / What an entity is joined to
// description: 与一个实体直接相连的实体和关系。Entities that a fact joins to this one, and the relation.
// param of: str — 编号、名称或别名 / id, name or alias
// returns: name, direction, relation, other, stage, year, confidence, id
// example: kg query run neighbourhood -p of=泉山区
MATCH (n:Entity)
WHERE n.id = $of OR n.name = $of OR $of IN n.aliases
WITH n
MATCH (n)-[f:PLANS|HOSTS|HAS_PARK|RUNS|SUPPORTS|UNDERTAKES|COOPERATES_WITH|LOCATED_IN|PART_OF]-(o:Entity)
WITH n, f, o, CASE WHEN startNode(f).id = n.id THEN '→' ELSE '←' END AS direction
RETURN n.name AS name, direction, type(f) AS relation, o.name AS other, f.stage AS stage, f.year AS year, f.confidence AS confidence, f.id AS id
ORDER BY name, direction, relation, other, id, n.id;
