// title: 一地的企业 / Companies of a place
// description: 报告写到的企业：受扶持的、在园区的、承担项目的。Companies that a place supports, hosts in its parks, or that undertake its projects.
// param place: str = "" — 地方的名称、别名或代码，空为全部 / name, alias or code of the place; empty: all
// returns: place, company, how, what, year, id
// example: kg query run companies -p place=泉山区
CALL {
  MATCH (d:District)-[f:SUPPORTS]->(c:Company)
  RETURN d, c, f, '' AS what
  UNION ALL
  MATCH (d:District)-[:HAS_PARK]->(k:Park)-[f:HOSTS]->(c:Company)
  RETURN d, c, f, k.name AS what
  UNION ALL
  MATCH (d:District)-[:PLANS]->(p:Project)<-[f:UNDERTAKES]-(c:Company)
  RETURN d, c, f, p.name AS what
  UNION ALL
  MATCH (d:District)<-[f:LOCATED_IN]-(c:Company)
  RETURN d, c, f, '' AS what
}
WITH DISTINCT d, c, f, what
WHERE $place = '' OR d.name = $place OR d.code = $place OR $place IN d.aliases
RETURN d.name AS place, c.name AS company, type(f) AS how, what, f.year AS year, f.id AS id
ORDER BY place, company, how, what, id, d.id;
