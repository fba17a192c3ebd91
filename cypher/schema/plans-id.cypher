CREATE INDEX plans_id IF NOT EXISTS FOR ()-[f:PLANS]-() ON (f.id);
