"""Load saved queries from .cypher files and bind their parameters."""
