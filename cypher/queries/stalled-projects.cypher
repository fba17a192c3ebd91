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
WITH d, p, year, rank
ORDER BY d.id, p.id, year
WITH d, p, collect(year) AS years, collect(rank) AS ranks
WHERE size(years) > 1 AND ranks[size(ranks) - 1] <= ranks[0] AND ranks[size(ranks) - 1] < 7
RETURN d.name AS place, p.name AS project, years[0] AS since, years[size(years) - 1] AS until,
  ['attract', 'plan', 'sign', 'land', 'start', 'build'][ranks[size(ranks) - 1] - 1] AS stage,
  size(years) AS reports, p.id AS id
ORDER BY place, until - since DESC, project, id, d.id;
