// title: 未能对应的名称和报告 / What could not be resolved
// description: 地名表里查不到的地方，以及不知地方或年份的报告。Districts that the gazetteer does not know, and reports whose place or year is not known.
// returns: what, name, id
// example: kg query run unresolved
CALL {
  MATCH (d:District)
  WHERE d.code IS NULL
  RETURN '地名表没有 / not in the gazetteer' AS what, d.name AS name, d.id AS id
  UNION ALL
  MATCH (r:Document)
  WHERE r.code IS NULL
  RETURN '报告不知地方 / report without place' AS what, r.title AS name, r.id AS id
  UNION ALL
  MATCH (r:Document)
  WHERE r.year IS NULL
  RETURN '报告不知年份 / report without year' AS what, r.title AS name, r.id AS id
}
RETURN what, name, id
ORDER BY what, name, id;
