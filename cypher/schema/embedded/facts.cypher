// Of each relation: it finds a fact by its id. The embedded database has no such constraint, and one writer.
CREATE INDEX NAME IF NOT EXISTS FOR ()-[f:TYPE]-() ON (f.id);
