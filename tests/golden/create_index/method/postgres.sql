CREATE INDEX "ix_persons_email" ON "persons" USING hash ("email");
