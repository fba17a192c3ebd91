MATCH (head:Entity)-[f:PLANS|HOSTS|HAS_PARK|RUNS|SUPPORTS|UNDERTAKES|COOPERATES_WITH|LOCATED_IN|PART_OF]->(tail:Entity)
WHERE f.document IN $documents AND f.confidence >= $least
RETURN f.id AS id, type(f) AS type, head.id AS head_id, head.name AS head, tail.id AS tail_id, tail.name AS tail,
       f.year AS year, f.stage AS stage, f.amount AS amount, f.value AS value, f.currency AS currency,
       f.passages AS passages, f.spans AS spans
ORDER BY id;
