"""What Neo4j Browser is given: a style sheet, a guide and favourites, served on loopback."""
