// title: 项目进度统计 / How many projects at each stage
// description: 每地每年各进度的项目数；一个项目一年只计一次，取最远的进度。Number of projects for each place, year and stage; a project counts once a year, at its furthest stage.
// param place: str = "" — 地方的名称、别名或代码，空为全部 / name, alias or code of the place; empty: all
// returns: place, year, stage, projects
// example: kg query run stage-counts
MATCH (d:District)-[f:PLANS]->(p:Project)
WHERE ($place = '' OR d.name = $place OR d.code = $place OR $place IN d.aliases)
WITH d, p, coalesce(f.year, 0) AS year, max(CASE f.stage
  WHEN 'attract' THEN 1 WHEN 'plan' THEN 2 WHEN 'sign' THEN 3 WHEN 'land' THEN 4
  WHEN 'start' THEN 5 WHEN 'build' THEN 6 WHEN 'complete' THEN 7 WHEN 'operate' THEN 8
  ELSE 0 END) AS rank
WITH d.name AS place, d.id AS place_id, year, rank, count(p) AS projects
RETURN place, year,
  ['', 'attract', 'plan', 'sign', 'land', 'start', 'build', 'complete', 'operate'][rank] AS stage, projects
ORDER BY place, year, projects DESC, stage, place_id;
