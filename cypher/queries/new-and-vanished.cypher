// title: 两年之间的新增与消失 / New and vanished between two years
// description: 只有前一年或只有后一年的报告写到的事实。Facts that only the earlier or only the later of two years' reports tell.
// param place: str = "" — 报告所属地方的名称或代码，空为全部 / name or code of the reports' place; empty: all
// param from: int = 2023 — 前一年 / the earlier year
// param to: int = 2024 — 后一年 / the later year
// returns: change, relation, head, tail, stage, amount, year, id
// example: kg query run new-and-vanished -p place=泉山区 -p from=2023 -p to=2024
MATCH (a:Entity)-[f:PLANS|HOSTS|HAS_PARK|RUNS|SUPPORTS|UNDERTAKES|COOPERATES_WITH|LOCATED_IN|PART_OF]->(b:Entity)
WHERE f.year IN [$from, $to]
WITH a, f, b
MATCH (r:Document)
WHERE r.id = f.document AND ($place = '' OR $place IN [r.place, r.code])
WITH a, type(f) AS relation, b, min(f.year) AS first, max(f.year) AS last, min(f.id) AS id,
  min(f.stage) AS stage, min(f.amount) AS amount
WHERE first = last
RETURN CASE first WHEN $to THEN 'new' ELSE 'vanished' END AS change, relation, a.name AS head, b.name AS tail,
  stage, amount, first AS year, id
ORDER BY change, relation, head, tail, id;
