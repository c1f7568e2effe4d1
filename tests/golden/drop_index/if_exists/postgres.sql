DROP INDEX IF EXISTS "ix_nothing";
