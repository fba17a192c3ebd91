CREATE INDEX runs_id IF NOT EXISTS FOR ()-[f:RUNS]-() ON (f.id);
