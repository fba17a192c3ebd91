UNWIND $rows AS row
MATCH (n:KEY)
WHERE n.id = row.id
SET n = row;
