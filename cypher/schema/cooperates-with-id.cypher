CREATE INDEX cooperates_with_id IF NOT EXISTS FOR ()-[f:COOPERATES_WITH]-() ON (f.id);
