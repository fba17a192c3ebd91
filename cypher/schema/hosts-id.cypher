CREATE INDEX hosts_id IF NOT EXISTS FOR ()-[f:HOSTS]-() ON (f.id);
