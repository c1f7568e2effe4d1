DROP INDEX "ix_persons_age";
CREATE INDEX "ix_years" ON "persons" ("age");
