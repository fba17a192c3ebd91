MATCH (e:Entity)<-[m:MENTIONS]-(p:Passage)<-[:HAS_PASSAGE]-(d:Document)
WHERE e.id = $id
RETURN d.title AS document, d.year AS year, p.id AS passage, p.text AS text,
       m.start AS start, m.end AS end, m.surface AS surface, m.confidence AS confidence, m.by AS by
ORDER BY year, passage, start;
