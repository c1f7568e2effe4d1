COMMENT ON TABLE "persons" IS 'people; it''s them';
