// 出处：项目、写到它的段落、所在的报告 / The sentence behind a fact: project, passage, report
MATCH (d:District)-[f:PLANS]->(p:Project)
WITH d, f, p
ORDER BY coalesce(f.value, 0) DESC, f.confidence DESC, f.id
LIMIT 6
UNWIND f.passages AS said
MATCH (r:Document)-[h:HAS_PASSAGE]->(s:Passage)-[m:MENTIONS]->(p)
WHERE s.id = said
RETURN d, f, p, m, s, h, r;
