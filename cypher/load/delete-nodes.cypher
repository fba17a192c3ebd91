UNWIND $rows AS row
MATCH (n:KEY)
WHERE n.id = row
DETACH DELETE n;
