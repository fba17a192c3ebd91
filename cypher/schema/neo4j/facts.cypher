// Of each relation: it finds a fact by its id, and no fact is made twice, whoever else loads or cuts the connection.
CREATE CONSTRAINT NAME IF NOT EXISTS FOR ()-[f:TYPE]-() REQUIRE f.id IS UNIQUE;
