MATCH (e:Entity)
WHERE $id IN e.aliases
RETURN e.id AS id, e AS entity
ORDER BY id;
