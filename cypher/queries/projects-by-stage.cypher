// title: 各地项目与进度 / Projects of a place by stage
// description: 一地的项目按进度从远到近排列，附投资额与来源年份。Projects of a place, the furthest first, with amount and year of the report.
// param place: str = "" — 地方的名称、别名或代码，空为全部 / name, alias or code of the place; empty: all
// param stage: str = "" — 进度 attract、plan、sign、land、start、build、complete 或 operate，空为全部 / stage; empty: all
// param year: int = 0 — 报告年份，0 为全部 / year of the report; 0: all
// returns: place, project, stage, amount, year, confidence, id
// example: kg query run projects-by-stage -p place=泉山区 -p stage=sign
MATCH (d:District)-[f:PLANS]->(p:Project)
WHERE ($place = '' OR d.name = $place OR d.code = $place OR $place IN d.aliases)
  AND ($stage = '' OR f.stage = $stage)
  AND ($year = 0 OR f.year = $year)
WITH *, CASE f.stage
  WHEN 'attract' THEN 1 WHEN 'plan' THEN 2 WHEN 'sign' THEN 3 WHEN 'land' THEN 4
  WHEN 'start' THEN 5 WHEN 'build' THEN 6 WHEN 'complete' THEN 7 WHEN 'operate' THEN 8
  ELSE 0 END AS rank
RETURN d.name AS place, p.name AS project, f.stage AS stage, f.amount AS amount, f.year AS year,
  f.confidence AS confidence, f.id AS id
ORDER BY place, rank DESC, project, id;
