MATCH (head:HEAD)-[r:TYPE]->(tail:TAIL)
WHERE r.id STARTS WITH 'TYPE/'
RETURN head.id AS head, tail.id AS tail, properties(r) AS properties;
