MATCH (:HEAD)-[r:TYPE]->(:TAIL)
WHERE r.id STARTS WITH 'TYPE/'
RETURN count(r) AS ours;
