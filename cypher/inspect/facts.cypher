MATCH (e:Entity)-[f:PLANS|HOSTS|HAS_PARK|RUNS|SUPPORTS|UNDERTAKES|COOPERATES_WITH|LOCATED_IN|PART_OF]-()
WHERE e.id = $id
WITH DISTINCT f
RETURN f.id AS id, type(f) AS type, startNode(f).name AS head, endNode(f).name AS tail,
       f.year AS year, f.stage AS stage, f.amount AS amount, f.confidence AS confidence
ORDER BY year, type, id;
