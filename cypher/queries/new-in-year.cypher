// title: 今年新出现的名称 / What is new this year
// description: 一地某年的报告提到、而同地更早的报告都没有提到的实体；只有一年报告的地方不列。Entities that a place's report of a year mentions and none of its earlier ones did; places with reports of one year only are left out.
// param place: str — 地方的名称或代码 / name or code of the place
// param year: int = 0 — 年份，0 为各地最近一年 / year; 0: the latest of each place
// param type: str = "" — District、Park、Company、Institution、Project 或 Program，空为全部 / type; empty: all
// returns: place, year, kind, name, id
// example: kg query run new-in-year -p place=泉山区 -p type=Project
MATCH (r:Document)
WHERE (r.place = $place OR r.code = $place) AND r.code IS NOT NULL AND r.year IS NOT NULL
WITH r.code AS code, min(r.year) AS earliest, max(r.year) AS latest
WITH code, earliest, CASE $year WHEN 0 THEN latest ELSE $year END AS year
WHERE year > earliest
MATCH (r:Document)
WHERE r.code = code AND r.year = year
WITH r, code, year
MATCH (r)-[:HAS_PASSAGE]->(:Passage)-[:MENTIONS]->(n:Entity)
WITH DISTINCT r.place AS place, code, year, n
WHERE ($type = '' OR n.id STARTS WITH $type + '/')
  AND NOT EXISTS { MATCH (n)<-[:MENTIONS]-(:Passage)<-[:HAS_PASSAGE]-(e:Document) WHERE e.code = code AND e.year < year }
RETURN place, year, split(n.id, '/')[0] AS kind, n.name AS name, n.id AS id
ORDER BY place, code, kind, name, id;
