-- outside a transaction
-- rehearsed as: DROP INDEX "ix_persons_age"
DROP INDEX CONCURRENTLY "ix_persons_age";
