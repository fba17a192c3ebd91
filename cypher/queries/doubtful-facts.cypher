// title: 置信度低的事实 / Facts to check by eye
// description: 置信度不高于某值的事实，最不可靠的在前，附第一处原文。Facts at or below a confidence, the least sure first, with the first passage that says it.
// param most: float = 0.6 — 最高置信度 / highest confidence
// param rows: int = 200 — 最多多少条 / how many at most
// returns: head, type, tail, confidence, text, id
// example: kg query run doubtful-facts -p most=0.5
MATCH (a:Entity)-[f:PLANS|HOSTS|HAS_PARK|RUNS|SUPPORTS|UNDERTAKES|COOPERATES_WITH|LOCATED_IN|PART_OF]->(b:Entity)
WHERE f.confidence <= $most AND f.document IS NOT NULL
WITH a, f, b
ORDER BY f.confidence, f.id
LIMIT $rows
WITH a, f, b, f.passages[0] AS said
MATCH (s:Passage)
WHERE s.id = said
RETURN a.name AS head, type(f) AS type, b.name AS tail, f.confidence AS confidence, s.text AS text, f.id AS id
ORDER BY confidence, id;
