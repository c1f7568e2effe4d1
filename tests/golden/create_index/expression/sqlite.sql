CREATE INDEX "ix_lower" ON "persons" ((lower(email)));
