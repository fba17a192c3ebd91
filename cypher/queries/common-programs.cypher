// title: 多地共同推行的计划 / Programs that several places run
// description: 按名称统计有多少地方推行同一计划。How many places run a program of the same name.
// param least: int = 1 — 至少多少个地方 / in how many places at least
// returns: program, places, names
// example: kg query run common-programs -p least=2
MATCH (d:District)-[:RUNS]->(g:Program)
WITH DISTINCT g.name AS program, d.id AS id, d.name AS place
ORDER BY program, place, id
WITH program, count(id) AS places, collect(place) AS names
WHERE places >= $least
RETURN program, places, names
ORDER BY places DESC, program;
