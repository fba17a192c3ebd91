CREATE INDEX has_park_id IF NOT EXISTS FOR ()-[f:HAS_PARK]-() ON (f.id);
