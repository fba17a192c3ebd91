CREATE INDEX located_in_id IF NOT EXISTS FOR ()-[f:LOCATED_IN]-() ON (f.id);
