// title: 按名称查找 / Find by name
// description: 名称或别名含有某词的实体，附提及次数。Entities whose name or alias contains a word, with how often they are mentioned.
// param name: str = "" — 名称的一部分 / part of the name
// param type: str = "" — District、Park、Company、Institution、Project 或 Program，空为全部 / type; empty: all
// param rows: int = 1000 — 最多多少个 / how many at most
// returns: kind, name, aliases, mentions, id
// example: kg query run search -p name=码头
MATCH (n:Entity)
WHERE (n.name CONTAINS $name OR any(alias IN n.aliases WHERE alias CONTAINS $name))
  AND ($type = '' OR n.id STARTS WITH $type + '/')
WITH n, split(n.id, '/')[0] AS kind, COUNT { (n)<-[:MENTIONS]-() } AS mentions
ORDER BY mentions DESC, kind, n.name, n.id
LIMIT $rows
RETURN kind, n.name AS name, n.aliases AS aliases, mentions, n.id AS id
ORDER BY mentions DESC, kind, name, id;
