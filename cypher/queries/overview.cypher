// title: 总览：各类事实逐年数量 / Overview by type and year
// description: 各类实体的总数，各类关系逐年的事实数；没有年份的记为 0。How many entities of each type there are, and how many facts of each relation in each year; year 0: the report tells none.
// returns: what, kind, year, number
// example: kg query run overview
CALL {
  MATCH (n:Entity)
  RETURN '实体 / entities' AS what, split(n.id, '/')[0] AS kind, null AS year, count(n) AS number
  UNION ALL
  MATCH (:Entity)-[f:PLANS|HOSTS|HAS_PARK|RUNS|SUPPORTS|UNDERTAKES|COOPERATES_WITH|LOCATED_IN|PART_OF]->(:Entity)
  RETURN '事实 / facts' AS what, type(f) AS kind, coalesce(f.year, 0) AS year, count(f) AS number
  UNION ALL
  MATCH (r:Document)
  RETURN '报告 / reports' AS what, 'Document' AS kind, coalesce(r.year, 0) AS year, count(r) AS number
}
RETURN what, kind, year, number
ORDER BY what, kind, year;
