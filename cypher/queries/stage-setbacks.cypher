// title: 进度倒退的项目 / Stages that went backwards
// description: 后一份报告写的进度早于前一份的项目。Projects of which a report tells an earlier stage than the report before it.
// param place: str = "" — 地方的名称、别名或代码，空为全部 / name, alias or code of the place; empty: all
// returns: place, project, year, stage, later, then, id
// example: kg query run stage-setbacks -p place=泉山区
MATCH (d:District)-[f:PLANS]->(p:Project)
WHERE f.year IS NOT NULL AND f.stage IS NOT NULL
  AND ($place = '' OR d.name = $place OR d.code = $place OR $place IN d.aliases)
WITH d, p, f.year AS year, max(CASE f.stage
  WHEN 'attract' THEN 1 WHEN 'plan' THEN 2 WHEN 'sign' THEN 3 WHEN 'land' THEN 4
  WHEN 'start' THEN 5 WHEN 'build' THEN 6 WHEN 'complete' THEN 7 ELSE 8 END) AS rank
ORDER BY year
WITH d, p, collect(year) AS told, collect(rank) AS ranks
UNWIND range(1, size(told) - 1) AS at
WITH d, p, told[at - 1] AS year, ranks[at - 1] AS rank, told[at] AS later, ranks[at] AS next
WHERE next < rank
WITH d, p, year, rank, later, next,
  ['attract', 'plan', 'sign', 'land', 'start', 'build', 'complete', 'operate'] AS stages
RETURN d.name AS place, p.name AS project, year, stages[rank - 1] AS stage, later, stages[next - 1] AS then, p.id AS id
ORDER BY place, project, year, id, d.id;
