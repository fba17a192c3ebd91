// title: 已读的报告 / Reports in the graph
// description: 每份报告的地方、年份、段落数和提及数。Place, year, passages and mentions of every report.
// param place: str = "" — 地方的名称或代码，空为全部 / name or code of the place; empty: all
// returns: title, place, year, passages, mentions, id
// example: kg query run documents -p place=泉山区
MATCH (r:Document)
WHERE $place = '' OR r.place = $place OR r.code = $place
RETURN r.title AS title, r.place AS place, r.year AS year, r.passage_count AS passages, r.mention_count AS mentions, r.id AS id
ORDER BY title, id;
