DROP INDEX "ix_lower";
