DROP INDEX "ix_persons_age";
