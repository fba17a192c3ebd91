// title: 项目历年进展 / A project through the years
// description: 名称含有某词的项目在各年报告里的进度。What each year's report says of the projects whose name contains a word.
// param name: str — 项目名称的一部分 / part of the project's name
// param place: str = "" — 地方的代码，空为全部 / code of the place; empty: all
// returns: project, year, stage, amount, document, id
// example: kg query run project-history -p name=码头
MATCH (p:Project)
WHERE p.name CONTAINS $name AND ($place = '' OR p.scope = $place)
WITH p
MATCH (:District)-[f:PLANS]->(p)
WITH p, f, coalesce(f.year, 0) AS year
RETURN p.name AS project, year, f.stage AS stage, f.amount AS amount, f.document AS document, f.id AS id
ORDER BY project, year, id;
