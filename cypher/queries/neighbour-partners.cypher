// title: 相邻区县的共同合作方 / Common partners of neighbouring districts
// description: 同一地级市（代码前四位相同）里至少两个区县或其园区都与之合作的机构、企业和地方。Institutions, companies and places with which at least two districts of one city (same first four digits of the code), or their parks, cooperate.
// param place: str = "" — 地方的名称、别名或代码，空为全部 / name, alias or code of the place; empty: all
// returns: partner, kind, places, names, id
// example: kg query run neighbour-partners -p place=泉山区
CALL {
  MATCH (d:District)-[:COOPERATES_WITH]->(x:Entity)
  RETURN d, x
  UNION
  MATCH (d:District)-[:HAS_PARK]->(:Park)-[:COOPERATES_WITH]->(x:Entity)
  RETURN d, x
}
WITH DISTINCT d, x
WHERE d.code IS NOT NULL
WITH left(d.code, 4) AS city, x, d, $place = '' OR d.name = $place OR d.code = $place OR $place IN d.aliases AS wanted
ORDER BY d.name, d.id
WITH city, x, collect(d.name) AS names, max(CASE WHEN wanted THEN 1 ELSE 0 END) AS wanted
WHERE size(names) > 1 AND wanted = 1
RETURN x.name AS partner, split(x.id, '/')[0] AS kind, size(names) AS places, names, x.id AS id
ORDER BY places DESC, partner, id, city;
