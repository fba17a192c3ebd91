// TYPE is that of the id: without it neither database would use its index.
MATCH ()-[f:TYPE]->()
WHERE f.id = $id
RETURN f.id AS id, type(f) AS type, startNode(f).id AS head_id, startNode(f).name AS head,
       endNode(f).id AS tail_id, endNode(f).name AS tail, f AS fact;
