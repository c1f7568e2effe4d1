CREATE INDEX "ix_persons_note" ON "persons" ("note");
