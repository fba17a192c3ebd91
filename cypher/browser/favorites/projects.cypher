// 项目：写明投资额的在前 / Projects, those with a known investment first
MATCH (d:District)-[f:PLANS]->(p:Project)
RETURN d, f, p
ORDER BY coalesce(f.value, 0) DESC, f.confidence DESC, f.id
LIMIT 25;
