// 一地概览：报告写到的项目、园区、企业、机构和计划 / One place and what its reports tell of it
MATCH (d:District)-[f:PLANS|HAS_PARK|SUPPORTS|COOPERATES_WITH|RUNS]->(:Entity)
// WHERE d.name = '泉山区'
WITH d, count(DISTINCT type(f)) AS relations, count(f) AS facts
ORDER BY relations DESC, facts DESC, d.id
LIMIT 1
MATCH (d)-[f:PLANS|HAS_PARK|SUPPORTS|COOPERATES_WITH|RUNS]->(n:Entity)
WITH d, f, n
ORDER BY f.confidence DESC, f.id
WITH d, type(f) AS relation, collect(f)[..6] AS facts
UNWIND facts AS f
RETURN d, f, endNode(f) AS n;
