// title: 实体各事实的原文 / The passages that say what is known of an entity
// description: 一个实体的每个事实及其原文段落。Every fact of an entity with the passages that say it.
// param of: str — 编号、名称或别名 / id, name or alias
// param rows: int = 1000 — 最多多少条事实 / how many facts at most
// returns: head, type, tail, stage, year, text, confidence, passage, id
// example: kg query run evidence -p of=泉山经济开发区
MATCH (n:Entity)
WHERE n.id = $of OR n.name = $of OR $of IN n.aliases
WITH n
MATCH (n)-[f:PLANS|HOSTS|HAS_PARK|RUNS|SUPPORTS|UNDERTAKES|COOPERATES_WITH|LOCATED_IN|PART_OF]-(:Entity)
WITH DISTINCT f, startNode(f) AS a, endNode(f) AS b
ORDER BY a.name, type(f), b.name, f.id
LIMIT $rows
UNWIND f.passages AS said
WITH a, f, b, said
MATCH (s:Passage)
WHERE s.id = said
RETURN a.name AS head, type(f) AS type, b.name AS tail, f.stage AS stage, f.year AS year, s.text AS text, f.confidence AS confidence, s.id AS passage, f.id AS id
ORDER BY head, type, tail, id, s.index, passage;
