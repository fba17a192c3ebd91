// title: 多年未建成的项目 / Projects announced and not completed
// description: 首次写到后至少若干年、直到该地最近一份报告仍未写明建成或投用的项目。Projects first told of at least so many years before the place's latest report, and told complete or in operation by none.
// param place: str = "" — 地方的名称、别名或代码，空为全部 / name, alias or code of the place; empty: all
// param years: int = 1 — 至少多少年 / at least how many years
// returns: place, project, first, last, stage, years, id
// example: kg query run unfinished-projects -p place=泉山区 -p years=3
MATCH (d:District)-[f:PLANS]->(:Project)
WHERE f.year IS NOT NULL AND ($place = '' OR d.name = $place OR d.code = $place OR $place IN d.aliases)
WITH d, max(f.year) AS latest
MATCH (d)-[f:PLANS]->(p:Project)
WHERE f.year IS NOT NULL
WITH d, latest, p, min(f.year) AS first, max(f.year) AS last, max(CASE f.stage
  WHEN 'attract' THEN 1 WHEN 'plan' THEN 2 WHEN 'sign' THEN 3 WHEN 'land' THEN 4
  WHEN 'start' THEN 5 WHEN 'build' THEN 6 WHEN 'complete' THEN 7 WHEN 'operate' THEN 8
  ELSE 0 END) AS rank
WHERE rank < 7 AND latest - first >= $years
RETURN d.name AS place, p.name AS project, first, last,
  ['', 'attract', 'plan', 'sign', 'land', 'start', 'build'][rank] AS stage, latest - first AS years, p.id AS id
ORDER BY place, years DESC, project, id, d.id;
