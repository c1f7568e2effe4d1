ALTER TABLE "persons" RENAME COLUMN "rank" TO "the ""rank""";
