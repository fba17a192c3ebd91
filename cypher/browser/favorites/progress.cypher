// 各地项目的进度 / How far the projects of each place are
MATCH (d:District)-[f:PLANS]->(p:Project)
WITH d.name AS place, d.id AS id, coalesce(f.stage, '—') AS stage, collect(DISTINCT p.name) AS names
RETURN place, stage, size(names) AS projects, names[..5] AS examples
ORDER BY place, id, projects DESC, stage;
