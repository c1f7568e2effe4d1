ALTER INDEX "ix_lower" RENAME TO "it's ""low""";
