// title: 停滞的项目 / Stalled projects
// description: 至少两年的报告都写到、最近一次不比最早一次更进一步、也未建成的项目。Projects that reports of at least two years name, no further in the last than in the first, and not completed.
// param place: str = "" — 地方的名称、别名或代码，空为全部 / name, alias or code of the place; empty: all
// returns: place, project, since, until, stage, reports, id
// example: kg query run stalled-projects -p place=泉山区
MATCH (d:District)-[f:PLANS]->(p:Project)
WHERE ($place = '' OR d.name = $place OR d.code = $place OR $place IN d.aliases)
  AND f.year IS NOT NULL
WITH d, p, f.year AS year, max(CASE f.stage
  WHEN 'attract' THEN 1 WHEN 'plan' THEN 2 WHEN 'sign' THEN 3 WHEN 'land' THEN 4
  WHEN 'start' THEN 5 WHEN 'build' THEN 6 WHEN 'complete' THEN 7 WHEN 'operate' THEN 8 END) AS rank
WHERE rank IS NOT NULL
  // Year and stage as one number: the least is what the first report says, the greatest what the last one says.
WITH d, p, min(10 * year + rank) AS first, max(10 * year + rank) AS last, count(*) AS reports
WHERE reports > 1 AND last % 10 <= first % 10 AND last % 10 < 7
RETURN d.name AS place, p.name AS project, first / 10 AS since, last / 10 AS until,
  ['attract', 'plan', 'sign', 'land', 'start', 'build'][last % 10 - 1] AS stage, reports, p.id AS id
ORDER BY place, until - since DESC, project, id, d.id;
