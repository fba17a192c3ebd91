// title: 投资额最大的项目 / Projects by amount
// description: 写明投资额的项目，按人民币折算值从大到小；区间和外币只列原文，排在最后。Projects whose amount is written, the largest in yuan first; ranges and foreign money come last.
// param place: str = "" — 地方的名称、别名或代码，空为全部 / name, alias or code of the place; empty: all
// param least: float = 0 — 最低投资额，亿元 / least amount, in 100 million yuan
// returns: project, place, amount, value, stage, year, id
// example: kg query run projects-by-amount -p least=10
MATCH (d:District)-[f:PLANS]->(p:Project)
WHERE f.amount IS NOT NULL AND ($place = '' OR d.name = $place OR d.code = $place OR $place IN d.aliases)
WITH d, f, p, reduce(text = f.amount, word IN ['人民币', '不少于', '不低于', '超过', '近', '约', '超', '逾', '达', '多', '余', '以上', ',', '，', ' '] |
  replace(text, word, '')) AS sum
WITH d, f, p, CASE
  WHEN sum =~ '[0-9.]+亿元' THEN toFloat(replace(sum, '亿元', ''))
  WHEN sum =~ '[0-9.]+万元' THEN toFloat(replace(sum, '万元', '')) / 10000
  ELSE 0.0 END AS value
WHERE value >= $least
RETURN p.name AS project, d.name AS place, f.amount AS amount, value, f.stage AS stage, f.year AS year, f.id AS id
ORDER BY value DESC, project, id;
