CREATE INDEX IF NOT EXISTS "ix_persons_age" ON "persons" ("age");
