CREATE INDEX "ix_persons_age" ON "persons" ("age") WHERE age IS NOT NULL;
