// title: 一地的企业 / Companies of a place
// description: 报告写到的企业：受扶持的、在园区的、承担项目的、坐落本地的。Companies that a place supports, hosts in its parks, that undertake its projects or lie in it.
// param place: str = "" — 地方的名称、别名或代码，空为全部 / name, alias or code of the place; empty: all
// returns: place, company, how, what, year, id
// example: kg query run companies -p place=泉山区
MATCH (d:District)
WHERE $place = '' OR d.name = $place OR d.code = $place OR $place IN d.aliases
CALL {
  WITH d
  MATCH (d)-[f:SUPPORTS]->(c:Company)
  RETURN c, f, '' AS what
  UNION ALL
  WITH d
  MATCH (d)-[:HAS_PARK]->(k:Park)-[f:HOSTS]->(c:Company)
  RETURN c, f, k.name AS what
  UNION ALL
  WITH d
  MATCH (d)-[:PLANS]->(p:Project)<-[f:UNDERTAKES]-(c:Company)
  RETURN c, f, p.name AS what
  UNION ALL
  WITH d
  MATCH (d)<-[f:LOCATED_IN]-(c:Company)
  RETURN c, f, '' AS what
}
WITH DISTINCT d, c, f, what
RETURN d.name AS place, c.name AS company, type(f) AS how, what, f.year AS year, f.id AS id
ORDER BY place, company, how, what, id, d.id;
