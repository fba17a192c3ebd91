MATCH (r:Document)-[:HAS_PASSAGE]->(p:Passage)-[m:MENTIONS]->(e:Entity)
WHERE r.id IN $documents AND m.confidence >= $least
RETURN e.id AS id, e.name AS name, p.id AS passage, m.start AS start, m.end AS end
ORDER BY r.year, r.id, p.index, start, id;
