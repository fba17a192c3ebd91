CREATE INDEX undertakes_id IF NOT EXISTS FOR ()-[f:UNDERTAKES]-() ON (f.id);
