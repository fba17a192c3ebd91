// title: 各报告的实体统计 / Entities by type and report
// description: 每份报告提到的各类实体数与提及次数。How many entities of each type every report mentions, and how often.
// param place: str = "" — 地方的名称或代码，空为全部 / name or code of the place; empty: all
// returns: title, kind, entities, mentions, document
// example: kg query run entity-counts -p place=泉山区
MATCH (r:Document)
WHERE $place = '' OR r.place = $place OR r.code = $place
WITH r
MATCH (r)-[:HAS_PASSAGE]->(:Passage)-[m:MENTIONS]->(n:Entity)
WITH r, split(n.id, '/')[0] AS kind, count(DISTINCT n.id) AS entities, count(m) AS mentions
RETURN r.title AS title, kind, entities, mentions, r.id AS document
ORDER BY title, document, kind;
