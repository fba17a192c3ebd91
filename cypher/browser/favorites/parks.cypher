// 园区以及园区里的企业和项目 / Parks, and the companies and projects in them
MATCH (d:District)-[h:HAS_PARK]->(k:Park)
OPTIONAL MATCH (k)-[f:HOSTS]->(m:Entity)
RETURN d, h, k, f, m
ORDER BY CASE WHEN m IS NULL THEN 1 ELSE 0 END, h.confidence DESC, h.id, f.id
LIMIT 20;
