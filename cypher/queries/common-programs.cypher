// title: 多地共同推行的计划及各地加入年份 / Programs that several places run, and when each joined
// description: 同名计划在多少地方推行，各地最早见于哪一年的报告。How many places run a program of the same name, and the year of the first report of each that says so.
// param least: int = 2 — 至少多少个地方 / in how many places at least
// param name: str = "" — 计划名称的一部分 / part of the program's name
// returns: program, places, place, since, id
// example: kg query run common-programs -p least=3 -p name=一带一路
MATCH (d:District)-[f:RUNS]->(g:Program)
WHERE g.name CONTAINS $name
WITH g.name AS program, d, min(f.year) AS since
WITH program, collect({place: d.name, since: since, id: d.id}) AS joined
WHERE size(joined) >= $least
UNWIND joined AS one
RETURN program, size(joined) AS places, one.place AS place, one.since AS since, one.id AS id
ORDER BY places DESC, program, since, place, id;
