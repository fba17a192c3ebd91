// title: 项目进度统计 / How many projects at each stage
// description: 每地每年各进度的项目数。Number of projects for each place, year and stage.
// param place: str = "" — 地方的名称、别名或代码，空为全部 / name, alias or code of the place; empty: all
// returns: place, year, stage, projects
// example: kg query run stage-counts
MATCH (d:District)-[f:PLANS]->(p:Project)
WHERE ($place = '' OR d.name = $place OR d.code = $place OR $place IN d.aliases)
WITH d.name AS place, d.id AS place_id, coalesce(f.year, 0) AS year, coalesce(f.stage, '') AS stage,
  count(DISTINCT p.id) AS projects
RETURN place, year, stage, projects
ORDER BY place, year, projects DESC, stage, place_id;
