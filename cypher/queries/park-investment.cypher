// title: 各园区的项目投资 / Investment in the projects of each park
// description: 一地各园区写明投资额的项目数与合计（亿）；每个项目取最近一年写明的数额。For each park of a place and currency the projects whose amount is written and their sum in 100 million; of a project the amount last written.
// param place: str = "" — 地方的名称、别名或代码，空为全部 / name, alias or code of the place; empty: all
// returns: place, park, currency, projects, value, id
// example: kg query run park-investment -p place=泉山区
MATCH (d:District)-[:HAS_PARK]->(k:Park)-[:HOSTS]->(p:Project)
WHERE ($place = '' OR d.name = $place OR d.code = $place OR $place IN d.aliases)
WITH DISTINCT d, k, p
MATCH (d)-[f:PLANS]->(p)
WHERE f.value IS NOT NULL
WITH d, k, p, coalesce(f.year, 0) AS year, f.currency AS currency, max(f.value) AS value
WITH d, k, p, year, currency, value
ORDER BY d.id, k.id, p.id, currency, year DESC
WITH d, k, p, currency, collect(value)[0] AS value
WITH d, k, currency, count(p) AS projects, sum(value) / 100000000 AS value
RETURN d.name AS place, k.name AS park, currency, projects, value, k.id AS id
ORDER BY value DESC, place, park, currency, id, d.id;
