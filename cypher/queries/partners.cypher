// title: 合作伙伴 / Who cooperates with whom
// description: 地方与园区的合作方：院校、机构、其他地方和企业。Partners of places and parks: institutions, other places, companies.
// param name: str = "" — 一方的名称、别名或代码，空为全部 / name, alias or code of one side; empty: all
// returns: one, other, kind, year, confidence, id
// example: kg query run partners -p name=泉山区
MATCH (a:Entity)-[f:COOPERATES_WITH]->(b:Entity)
WHERE $name = '' OR $name IN [a.name, a.code, b.name, b.code] OR $name IN a.aliases OR $name IN b.aliases
RETURN a.name AS one, b.name AS other, split(b.id, '/')[0] AS kind, f.year AS year, f.confidence AS confidence, f.id AS id
ORDER BY one, other, year, id;
