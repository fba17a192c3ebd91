// title: 一个事实的原文 / The passages that say a fact
// description: 一个事实（编号，见其他查询的 id 列）及说明它的每个段落。One fact, by the id that other queries show, with every passage that says it.
// param id: str — 事实的编号 / id of the fact
// returns: head, type, tail, stage, year, text, document, confidence, passage
// example: kg query run fact-evidence -p id=PLANS/0000000000000001
  // A query for each type, and no CALL around them: only so do both databases use their index.
MATCH ()-[f:PLANS]->()
WHERE f.id = $id
UNWIND f.passages AS said
WITH f, said
MATCH (s:Passage)
WHERE s.id = said
WITH f, s
MATCH (r:Document)-[:HAS_PASSAGE]->(s)
WITH f, s, r
ORDER BY s.index, s.id
RETURN startNode(f).name AS head, type(f) AS type, endNode(f).name AS tail, f.stage AS stage, f.year AS year, s.text AS text, r.title AS document, f.confidence AS confidence, s.id AS passage
UNION ALL
MATCH ()-[f:HOSTS]->()
WHERE f.id = $id
UNWIND f.passages AS said
WITH f, said
MATCH (s:Passage)
WHERE s.id = said
WITH f, s
MATCH (r:Document)-[:HAS_PASSAGE]->(s)
WITH f, s, r
ORDER BY s.index, s.id
RETURN startNode(f).name AS head, type(f) AS type, endNode(f).name AS tail, f.stage AS stage, f.year AS year, s.text AS text, r.title AS document, f.confidence AS confidence, s.id AS passage
UNION ALL
MATCH ()-[f:HAS_PARK]->()
WHERE f.id = $id
UNWIND f.passages AS said
WITH f, said
MATCH (s:Passage)
WHERE s.id = said
WITH f, s
MATCH (r:Document)-[:HAS_PASSAGE]->(s)
WITH f, s, r
ORDER BY s.index, s.id
RETURN startNode(f).name AS head, type(f) AS type, endNode(f).name AS tail, f.stage AS stage, f.year AS year, s.text AS text, r.title AS document, f.confidence AS confidence, s.id AS passage
UNION ALL
MATCH ()-[f:RUNS]->()
WHERE f.id = $id
UNWIND f.passages AS said
WITH f, said
MATCH (s:Passage)
WHERE s.id = said
WITH f, s
MATCH (r:Document)-[:HAS_PASSAGE]->(s)
WITH f, s, r
ORDER BY s.index, s.id
RETURN startNode(f).name AS head, type(f) AS type, endNode(f).name AS tail, f.stage AS stage, f.year AS year, s.text AS text, r.title AS document, f.confidence AS confidence, s.id AS passage
UNION ALL
MATCH ()-[f:SUPPORTS]->()
WHERE f.id = $id
UNWIND f.passages AS said
WITH f, said
MATCH (s:Passage)
WHERE s.id = said
WITH f, s
MATCH (r:Document)-[:HAS_PASSAGE]->(s)
WITH f, s, r
ORDER BY s.index, s.id
RETURN startNode(f).name AS head, type(f) AS type, endNode(f).name AS tail, f.stage AS stage, f.year AS year, s.text AS text, r.title AS document, f.confidence AS confidence, s.id AS passage
UNION ALL
MATCH ()-[f:UNDERTAKES]->()
WHERE f.id = $id
UNWIND f.passages AS said
WITH f, said
MATCH (s:Passage)
WHERE s.id = said
WITH f, s
MATCH (r:Document)-[:HAS_PASSAGE]->(s)
WITH f, s, r
ORDER BY s.index, s.id
RETURN startNode(f).name AS head, type(f) AS type, endNode(f).name AS tail, f.stage AS stage, f.year AS year, s.text AS text, r.title AS document, f.confidence AS confidence, s.id AS passage
UNION ALL
MATCH ()-[f:COOPERATES_WITH]->()
WHERE f.id = $id
UNWIND f.passages AS said
WITH f, said
MATCH (s:Passage)
WHERE s.id = said
WITH f, s
MATCH (r:Document)-[:HAS_PASSAGE]->(s)
WITH f, s, r
ORDER BY s.index, s.id
RETURN startNode(f).name AS head, type(f) AS type, endNode(f).name AS tail, f.stage AS stage, f.year AS year, s.text AS text, r.title AS document, f.confidence AS confidence, s.id AS passage
UNION ALL
MATCH ()-[f:LOCATED_IN]->()
WHERE f.id = $id
UNWIND f.passages AS said
WITH f, said
MATCH (s:Passage)
WHERE s.id = said
WITH f, s
MATCH (r:Document)-[:HAS_PASSAGE]->(s)
WITH f, s, r
ORDER BY s.index, s.id
RETURN startNode(f).name AS head, type(f) AS type, endNode(f).name AS tail, f.stage AS stage, f.year AS year, s.text AS text, r.title AS document, f.confidence AS confidence, s.id AS passage
UNION ALL
MATCH ()-[f:PART_OF]->()
WHERE f.id = $id
UNWIND f.passages AS said
WITH f, said
MATCH (s:Passage)
WHERE s.id = said
WITH f, s
MATCH (r:Document)-[:HAS_PASSAGE]->(s)
WITH f, s, r
ORDER BY s.index, s.id
RETURN startNode(f).name AS head, type(f) AS type, endNode(f).name AS tail, f.stage AS stage, f.year AS year, s.text AS text, r.title AS document, f.confidence AS confidence, s.id AS passage;
