CREATE UNIQUE INDEX "ix_persons_age" ON "persons" ("age") NULLS NOT DISTINCT;
