MATCH (head:Entity)-[f:PLANS|HOSTS|HAS_PARK|RUNS|SUPPORTS|UNDERTAKES|COOPERATES_WITH|LOCATED_IN|PART_OF]->(tail:Entity)
WHERE f.id = $id
RETURN f.id AS id, type(f) AS type, head.id AS head_id, head.name AS head, tail.id AS tail_id,
       tail.name AS tail, f AS fact;
