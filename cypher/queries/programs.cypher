// title: 各地推行的计划、政策与行动 / Programs of a place
// description: 一地推行的计划、政策、行动，以及属于它的项目数。Programs that a place runs, with how many projects are part of each.
// param place: str = "" — 地方的名称、别名或代码，空为全部 / name, alias or code of the place; empty: all
// returns: place, program, year, projects, confidence, id
// example: kg query run programs -p place=泉山区
MATCH (d:District)-[f:RUNS]->(g:Program)
WHERE ($place = '' OR d.name = $place OR d.code = $place OR $place IN d.aliases)
OPTIONAL MATCH (p:Project)-[:PART_OF]->(g)
WITH d, f, g, count(DISTINCT p) AS projects
RETURN d.name AS place, g.name AS program, f.year AS year, projects, f.confidence AS confidence, f.id AS id
ORDER BY place, program, year, id;
