// title: 历年投资总额 / Investment of each year
// description: 每地每年写明投资额的项目数与合计（亿）；一个项目一年只计一次，取最大的数额。For each place, year and currency the projects whose amount is written and their sum in 100 million; a project counts once a year, with its largest amount.
// param place: str = "" — 地方的名称、别名或代码，空为全部 / name, alias or code of the place; empty: all
// returns: place, year, currency, projects, value
// example: kg query run investment -p place=泉山区
MATCH (d:District)-[f:PLANS]->(p:Project)
WHERE f.value IS NOT NULL AND ($place = '' OR d.name = $place OR d.code = $place OR $place IN d.aliases)
WITH d, p, coalesce(f.year, 0) AS year, f.currency AS currency, max(f.value) AS value
WITH d.name AS place, d.id AS place_id, year, currency, count(p) AS projects, sum(value) / 100000000 AS value
RETURN place, year, currency, projects, value
ORDER BY place, year, currency, place_id;
