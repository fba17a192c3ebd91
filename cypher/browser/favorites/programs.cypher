// 计划、政策与行动：多地共同推行的在前 / Programs, those that several places run first
MATCH (d:District)-[:RUNS]->(g:Program)
WITH g.name AS name, count(DISTINCT d.id) AS places
ORDER BY places DESC, name
LIMIT 12
MATCH (d:District)-[f:RUNS]->(g:Program)
WHERE g.name = name
RETURN d, f, g
ORDER BY places DESC, name, f.id
LIMIT 25;
