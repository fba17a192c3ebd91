// title: 园区及其企业和项目数 / Parks with companies and projects
// description: 各地园区，以及报告写到的在园企业数和项目数。Parks of a place, with how many companies and projects the reports put there.
// param place: str = "" — 地方的名称、别名或代码，空为全部 / name, alias or code of the place; empty: all
// returns: place, park, companies, projects, id
// example: kg query run parks -p place=泉山区
MATCH (d:District)-[:HAS_PARK]->(k:Park)
WHERE ($place = '' OR d.name = $place OR d.code = $place OR $place IN d.aliases)
WITH DISTINCT d, k
OPTIONAL MATCH (k)-[:HOSTS]->(c:Company)
WITH d, k, count(DISTINCT c) AS companies
OPTIONAL MATCH (k)-[:HOSTS]->(p:Project)
WITH d, k, companies, count(DISTINCT p) AS projects
RETURN d.name AS place, k.name AS park, companies, projects, k.id AS id
ORDER BY companies + projects DESC, place, park, id, d.id;
