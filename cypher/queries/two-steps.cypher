// title: 两步以内的事实及原文 / Facts within two steps of a name
// description: 与一个实体直接相连的事实，以及其邻居的事实，各附第一处原文。The facts of an entity and those of its neighbours, each with the first passage that says it.
// param of: str — 编号、名称或别名 / id, name or alias
// param near: int = 50 — 最多经过多少条直接事实，最可靠的在前 / how many direct facts are followed, the surest first
// param rows: int = 1000 — 最多多少条 / how many facts at most
// returns: step, head, type, tail, stage, year, text, id
// example: kg query run two-steps -p of=武汉大学
MATCH (n:Entity)
WHERE n.id = $of OR n.name = $of OR $of IN n.aliases
WITH n
MATCH (n)-[f:PLANS|HOSTS|HAS_PARK|RUNS|SUPPORTS|UNDERTAKES|COOPERATES_WITH|LOCATED_IN|PART_OF]-(o:Entity)
WHERE f.document IS NOT NULL
WITH n, f, o
ORDER BY f.confidence DESC, f.id
LIMIT $near
WITH collect(DISTINCT n.id) AS centre, collect(DISTINCT o) AS others
UNWIND others AS o
MATCH (o)-[f:PLANS|HOSTS|HAS_PARK|RUNS|SUPPORTS|UNDERTAKES|COOPERATES_WITH|LOCATED_IN|PART_OF]-(x:Entity)
WHERE f.document IS NOT NULL
WITH DISTINCT f, CASE WHEN o.id IN centre OR x.id IN centre THEN 1 ELSE 2 END AS step
ORDER BY step, f.confidence DESC, f.id
LIMIT $rows
WITH f, step, f.passages[0] AS said
MATCH (s:Passage)
WHERE s.id = said
RETURN step, startNode(f).name AS head, type(f) AS type, endNode(f).name AS tail, f.stage AS stage, f.year AS year, s.text AS text, f.id AS id
ORDER BY step, head, type, tail, id;
