UNWIND $rows AS row
MATCH (head:HEAD)-[r:TYPE]->()
WHERE head.id = row.head
WITH r, row.changed[r.id] AS gone
WHERE gone IS NOT NULL
DELETE r;
