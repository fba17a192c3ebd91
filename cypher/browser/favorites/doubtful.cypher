// 需要人工核对的事实：置信度最低的在前 / Facts to check by eye, the least sure first
MATCH (a:Entity)-[f]->(b:Entity)
WITH a, f, b
ORDER BY f.confidence, f.id
LIMIT 20
MATCH (s:Passage)
WHERE s.id = f.passages[0]
RETURN a.name AS head, type(f) AS relation, b.name AS tail, round(f.confidence, 2) AS confidence, s.text AS text, f.id AS id
ORDER BY confidence, id;
