// A query for each type, and no CALL around them: only so do both databases use their index.
MATCH ()-[f:PLANS]->()
WHERE f.id = $id
RETURN f.id AS id, type(f) AS type, startNode(f).id AS head_id, startNode(f).name AS head,
       endNode(f).id AS tail_id, endNode(f).name AS tail, f AS fact
UNION ALL
MATCH ()-[f:HOSTS]->()
WHERE f.id = $id
RETURN f.id AS id, type(f) AS type, startNode(f).id AS head_id, startNode(f).name AS head,
       endNode(f).id AS tail_id, endNode(f).name AS tail, f AS fact
UNION ALL
MATCH ()-[f:HAS_PARK]->()
WHERE f.id = $id
RETURN f.id AS id, type(f) AS type, startNode(f).id AS head_id, startNode(f).name AS head,
       endNode(f).id AS tail_id, endNode(f).name AS tail, f AS fact
UNION ALL
MATCH ()-[f:RUNS]->()
WHERE f.id = $id
RETURN f.id AS id, type(f) AS type, startNode(f).id AS head_id, startNode(f).name AS head,
       endNode(f).id AS tail_id, endNode(f).name AS tail, f AS fact
UNION ALL
MATCH ()-[f:SUPPORTS]->()
WHERE f.id = $id
RETURN f.id AS id, type(f) AS type, startNode(f).id AS head_id, startNode(f).name AS head,
       endNode(f).id AS tail_id, endNode(f).name AS tail, f AS fact
UNION ALL
MATCH ()-[f:UNDERTAKES]->()
WHERE f.id = $id
RETURN f.id AS id, type(f) AS type, startNode(f).id AS head_id, startNode(f).name AS head,
       endNode(f).id AS tail_id, endNode(f).name AS tail, f AS fact
UNION ALL
MATCH ()-[f:COOPERATES_WITH]->()
WHERE f.id = $id
RETURN f.id AS id, type(f) AS type, startNode(f).id AS head_id, startNode(f).name AS head,
       endNode(f).id AS tail_id, endNode(f).name AS tail, f AS fact
UNION ALL
MATCH ()-[f:LOCATED_IN]->()
WHERE f.id = $id
RETURN f.id AS id, type(f) AS type, startNode(f).id AS head_id, startNode(f).name AS head,
       endNode(f).id AS tail_id, endNode(f).name AS tail, f AS fact
UNION ALL
MATCH ()-[f:PART_OF]->()
WHERE f.id = $id
RETURN f.id AS id, type(f) AS type, startNode(f).id AS head_id, startNode(f).name AS head,
       endNode(f).id AS tail_id, endNode(f).name AS tail, f AS fact;
