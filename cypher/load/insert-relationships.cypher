// Where ids are unique, or nobody else writes: MERGE would go through all relationships of an end, which may be thousands.
UNWIND $rows AS row
MATCH (head:HEAD) WHERE head.id = row.head
MATCH (tail:TAIL) WHERE tail.id = row.tail
CREATE (head)-[r:TYPE]->(tail)
SET r = row.properties;
