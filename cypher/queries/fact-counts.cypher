// title: 各报告的事实统计 / Facts by relation and report
// description: 每份报告各类关系的事实数和平均置信度。How many facts of each relation every report tells, with their mean confidence.
// param place: str = "" — 地方的名称或代码，空为全部 / name or code of the place; empty: all
// returns: title, relation, facts, confidence, document
// example: kg query run fact-counts -p place=泉山区
MATCH ()-[f:PLANS|HOSTS|HAS_PARK|RUNS|SUPPORTS|UNDERTAKES|COOPERATES_WITH|LOCATED_IN|PART_OF]->()
WITH f.document AS document, type(f) AS relation, count(f) AS facts, sum(toInteger(round(f.confidence * 10000))) AS total
WHERE document IS NOT NULL
MATCH (r:Document)
WHERE r.id = document AND ($place = '' OR r.place = $place OR r.code = $place)
RETURN r.title AS title, relation, facts, (total + 5 * facts) / (10 * facts) / 1000.0 AS confidence, document
ORDER BY title, document, relation;
