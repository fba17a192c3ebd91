MATCH (r:Document)
RETURN r.id AS id, r.title AS title, r.place AS place, r.code AS code, r.parents AS parents, r.year AS year
ORDER BY id;
