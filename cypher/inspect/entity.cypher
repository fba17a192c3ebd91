MATCH (e:Entity)
WHERE e.id = $id OR e.name = $id
RETURN e.id AS id, e AS entity
ORDER BY id;
