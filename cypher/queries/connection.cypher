// title: 两个名称之间最短的联系 / The shortest connection of two names
// description: 两个实体之间最短的一条事实链，逐步列出并附原文；同样短的取编号最小的；同名的实体多时只看提到最多的三个。The shortest chain of facts between two entities, step by step with a passage; of equally short ones that of the lowest ids; of many entities of a name only the three most mentioned count.
// param one: str — 编号、名称或别名 / id, name or alias
// param other: str — 另一个的编号、名称或别名 / id, name or alias of the other
// returns: step, head, type, tail, stage, year, text, id
// example: kg query run connection -p one=泉山区 -p other=铜山区
MATCH (a:Entity)
WHERE a.id = $one OR a.name = $one OR $one IN a.aliases
WITH a
ORDER BY COUNT { (a)<-[:MENTIONS]-() } DESC, a.id
LIMIT 3
MATCH (b:Entity)
WHERE (b.id = $other OR b.name = $other OR $other IN b.aliases) AND b.id <> a.id
WITH a, b
ORDER BY COUNT { (b)<-[:MENTIONS]-() } DESC, b.id, a.id
LIMIT 9
MATCH p = shortestPath((a)-[:PLANS|HOSTS|HAS_PARK|RUNS|SUPPORTS|UNDERTAKES|COOPERATES_WITH|LOCATED_IN|PART_OF*..8]-(b))
WITH a, b, length(p) AS length
ORDER BY length, a.id, b.id
LIMIT 1
MATCH p = allShortestPaths((a)-[:PLANS|HOSTS|HAS_PARK|RUNS|SUPPORTS|UNDERTAKES|COOPERATES_WITH|LOCATED_IN|PART_OF*..8]-(b))
WITH p, reduce(ids = '', f IN relationships(p) | ids + f.id + ' ') AS ids
ORDER BY ids
LIMIT 1
WITH relationships(p) AS chain
UNWIND range(1, size(chain)) AS step
WITH step, chain[step - 1] AS f
WITH step, f, coalesce(f.passages[0], '') AS said
OPTIONAL MATCH (s:Passage)
WHERE s.id = said
RETURN step, startNode(f).name AS head, type(f) AS type, endNode(f).name AS tail, f.stage AS stage, f.year AS year, s.text AS text, f.id AS id
ORDER BY step, id;
