"""Keep the graph in a database that speaks Bolt: the embedded one or Neo4j."""
