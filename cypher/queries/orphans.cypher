// title: 没有任何事实的实体 / Entities without any fact
// description: 报告提到、但没有一个事实涉及的实体，提及最多的在前。Entities that reports mention but no fact joins to anything, the most mentioned first.
// param type: str = "" — District、Park、Company、Institution、Project 或 Program，空为全部 / type; empty: all
// param rows: int = 200 — 最多多少个 / how many at most
// returns: kind, name, mentions, id
// example: kg query run orphans -p type=Company
MATCH (n:Entity)
WHERE ($type = '' OR n.id STARTS WITH $type + '/') AND NOT (n)-[:PLANS|HOSTS|HAS_PARK|RUNS|SUPPORTS|UNDERTAKES|COOPERATES_WITH|LOCATED_IN|PART_OF]-()
WITH n, COUNT { (n)<-[:MENTIONS]-() } AS mentions
ORDER BY mentions DESC, n.id
LIMIT $rows
RETURN split(n.id, '/')[0] AS kind, n.name AS name, mentions, n.id AS id
ORDER BY mentions DESC, id;
