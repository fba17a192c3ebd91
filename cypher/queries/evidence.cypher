// title: 事实的原文 / The passages that say it
// description: 一个事实（编号）或一个实体（编号、名称或别名）的每个事实及其原文段落。Every fact of an entity (id, name or alias), or one fact (id), with the passages that say it.
// param of: str = "" — 编号、名称或别名，空为全部 / id, name or alias; empty: all
// returns: head, type, tail, stage, year, text, confidence, passage, id
// example: kg query run evidence -p of=District/320311
MATCH (a:Entity)-[f:PLANS|HOSTS|HAS_PARK|RUNS|SUPPORTS|UNDERTAKES|COOPERATES_WITH|LOCATED_IN|PART_OF]->(b:Entity)
WHERE $of = '' OR $of IN [f.id, a.id, a.name, b.id, b.name] OR $of IN a.aliases OR $of IN b.aliases
UNWIND f.passages AS said
WITH DISTINCT a, f, b, said
MATCH (s:Passage)
WHERE s.id = said
RETURN a.name AS head, type(f) AS type, b.name AS tail, f.stage AS stage, f.year AS year, s.text AS text, f.confidence AS confidence, s.id AS passage, f.id AS id
ORDER BY head, type, tail, id, s.index, passage;
