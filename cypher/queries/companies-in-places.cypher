// title: 出现在多个地方的企业 / Companies in several places
// description: 受多地扶持、入驻多地园区、承担多地项目或与多地合作的企业。Companies that several places support, host in a park, plan a project with or cooperate with.
// param least: int = 2 — 至少多少个地方 / in how many places at least
// param name: str = "" — 企业名称的一部分 / part of the company's name
// returns: company, places, names, id
// example: kg query run companies-in-places -p name=徐工
CALL {
  MATCH (c:Company)<-[:SUPPORTS|COOPERATES_WITH]-(d:District)
  WHERE c.name CONTAINS $name
  RETURN c, d
  UNION
  MATCH (c:Company)-[:LOCATED_IN]->(d:District)
  WHERE c.name CONTAINS $name
  RETURN c, d
  UNION
  MATCH (c:Company)<-[:HOSTS]-(:Park)<-[:HAS_PARK]-(d:District)
  WHERE c.name CONTAINS $name
  RETURN c, d
  UNION
  MATCH (c:Company)-[:UNDERTAKES]->(:Project)<-[:PLANS]-(d:District)
  WHERE c.name CONTAINS $name
  RETURN c, d
}
WITH DISTINCT c, d
ORDER BY d.name, d.id
WITH c, collect(d.name) AS names
WHERE size(names) >= $least
RETURN c.name AS company, size(names) AS places, names, c.id AS id
ORDER BY places DESC, company, id;
