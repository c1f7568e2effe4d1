CREATE INDEX "ix_persons_age_email" ON "persons" ("age", "email");
