ALTER INDEX "ix_persons_age" RENAME TO "ix_years";
