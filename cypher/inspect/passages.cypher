MATCH (p:Passage)<-[:HAS_PASSAGE]-(d:Document)
WHERE p.id IN $ids
RETURN d.title AS document, d.year AS year, p.id AS passage, p.text AS text
ORDER BY passage;
