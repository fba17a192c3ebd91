// title: 各报告的事实统计 / Facts by relation and report
// description: 每份报告各类关系的事实数和平均置信度。How many facts of each relation every report tells, with their mean confidence.
// returns: title, relation, facts, confidence, document
// example: kg query run fact-counts
MATCH (:Entity)-[f:PLANS|HOSTS|HAS_PARK|RUNS|SUPPORTS|UNDERTAKES|COOPERATES_WITH|LOCATED_IN|PART_OF]->(:Entity)
WITH f.document AS document, type(f) AS relation, count(f) AS facts, round(avg(f.confidence), 3) AS confidence
MATCH (r:Document)
WHERE r.id = document
RETURN r.title AS title, relation, facts, confidence, document
ORDER BY title, document, relation;
