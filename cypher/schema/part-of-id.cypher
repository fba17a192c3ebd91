CREATE INDEX part_of_id IF NOT EXISTS FOR ()-[f:PART_OF]-() ON (f.id);
