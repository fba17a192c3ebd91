UNWIND $rows AS row
MATCH (head:HEAD)-[r:TYPE]->()
WHERE head.id = row.head
WITH r, row.changed[r.id] AS properties
WHERE properties IS NOT NULL
SET r = properties;
