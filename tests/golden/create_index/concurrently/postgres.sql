-- outside a transaction
-- rehearsed as: CREATE INDEX "ix_persons_age" ON "persons" ("age")
CREATE INDEX CONCURRENTLY "ix_persons_age" ON "persons" ("age");
