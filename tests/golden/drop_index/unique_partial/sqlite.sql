DROP INDEX "ix_adults";
