COMMENT ON COLUMN "persons"."email" IS 'where it''s at';
