MATCH (n:LABEL)
RETURN count(n) AS found, count(CASE WHEN n:KEY AND n.id STARTS WITH 'LABEL/' THEN 1 END) AS ours;
