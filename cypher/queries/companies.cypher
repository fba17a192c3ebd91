// title: 一地的企业 / Companies of a place
// description: 报告写到的企业：受扶持的、在园区的、承担项目的。Companies that a place supports, hosts in its parks, or that undertake its projects.
// param place: str = "" — 地方的名称、别名或代码，空为全部 / name, alias or code of the place; empty: all
// returns: place, company, how, what, year, id
// example: kg query run companies -p place=泉山区
MATCH (d:District)-[f:SUPPORTS]->(c:Company)
WHERE ($place = '' OR d.name = $place OR d.code = $place OR $place IN d.aliases)
RETURN d.name AS place, c.name AS company, 'SUPPORTS' AS how, '' AS what, f.year AS year, f.id AS id
ORDER BY place, company, year, id;
