CREATE UNIQUE INDEX "ix_persons_email" ON "persons" ("email");
