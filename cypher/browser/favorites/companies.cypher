// 企业：受哪里扶持、承担什么项目 / Companies: who supports them, what they undertake
MATCH (d:District)-[s:SUPPORTS]->(c:Company)
OPTIONAL MATCH (c)-[f:UNDERTAKES]->(p:Project)
RETURN d, s, c, f, p
ORDER BY s.confidence DESC, s.id, f.id
LIMIT 25;
