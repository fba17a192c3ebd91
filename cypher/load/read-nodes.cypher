MATCH (n:LABELS)
WHERE n.id STARTS WITH 'LABEL/'
RETURN properties(n) AS properties;
