UNWIND $rows AS row
CREATE (n:LABELS)
SET n = row;
