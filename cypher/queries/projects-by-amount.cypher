// title: 投资额最大的项目 / Projects by amount
// description: 写明投资额的项目，人民币在前，从大到小；区间取中值。Projects whose amount is written, yuan first, the largest first; of a range the middle.
// param place: str = "" — 地方的名称、别名或代码，空为全部 / name, alias or code of the place; empty: all
// param least: float = 0 — 最低投资额，亿 / least amount, in 100 million
// returns: project, place, amount, value, currency, stage, year, id
// example: kg query run projects-by-amount -p least=10
MATCH (d:District)-[f:PLANS]->(p:Project)
WHERE f.value >= $least * 100000000 AND ($place = '' OR d.name = $place OR d.code = $place OR $place IN d.aliases)
RETURN p.name AS project, d.name AS place, f.amount AS amount, f.value / 100000000 AS value,
       f.currency AS currency, f.stage AS stage, f.year AS year, f.id AS id
ORDER BY CASE f.currency WHEN 'CNY' THEN 0 ELSE 1 END, f.value DESC, project, id;
