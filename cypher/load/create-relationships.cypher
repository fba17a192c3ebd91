// MERGE locks both ends: two that load at once, or one after a cut connection, do not make it twice.
UNWIND $rows AS row
MATCH (head:HEAD) WHERE head.id = row.head
MATCH (tail:TAIL) WHERE tail.id = row.tail
MERGE (head)-[r:TYPE {id: row.properties.id}]->(tail)
SET r = row.properties;
