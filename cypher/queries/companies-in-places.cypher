// title: 出现在多个地方的企业 / Companies in several places
// description: 受多地扶持、入驻多地园区、承担多地项目或与多地合作的企业。Companies that several places support, host in a park, plan a project with or cooperate with.
// param least: int = 2 — 至少多少个地方 / in how many places at least
// param name: str = "" — 企业名称的一部分 / part of the company's name
// returns: company, places, names, id
// example: kg query run companies-in-places -p name=徐工
CALL {
  MATCH (d:District)-[:SUPPORTS|COOPERATES_WITH]->(c:Company)
  WHERE c.name CONTAINS $name
  RETURN c, d
  UNION
  MATCH (d:District)<-[:LOCATED_IN]-(c:Company)
  WHERE c.name CONTAINS $name
  RETURN c, d
  UNION
  MATCH (d:District)-[:HAS_PARK]->(:Park)-[:HOSTS]->(c:Company)
  WHERE c.name CONTAINS $name
  RETURN c, d
  UNION
  MATCH (d:District)-[:PLANS]->(:Project)<-[:UNDERTAKES]-(c:Company)
  WHERE c.name CONTAINS $name
  RETURN c, d
}
WITH DISTINCT c, d
ORDER BY d.name, d.id
WITH c, collect(d.name) AS names
WHERE size(names) >= $least
RETURN c.name AS company, size(names) AS places, names, c.id AS id
ORDER BY places DESC, company, id;
