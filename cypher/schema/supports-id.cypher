CREATE INDEX supports_id IF NOT EXISTS FOR ()-[f:SUPPORTS]-() ON (f.id);
