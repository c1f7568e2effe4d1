ALTER TABLE "persons" ALTER COLUMN "note" TYPE "mood" USING note::mood;
