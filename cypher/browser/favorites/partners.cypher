// 合作：各地与高校、院所、企业和其他地方 / Who cooperates with whom
MATCH (a:Entity)-[f:COOPERATES_WITH]->(b:Entity)
RETURN a, f, b
ORDER BY f.confidence DESC, f.id
LIMIT 25;
