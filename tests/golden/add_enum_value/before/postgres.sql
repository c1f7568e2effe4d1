-- rehearsed as: ALTER TYPE "mood" RENAME TO "sandshift_3_mood"
-- rehearsed as: CREATE TYPE "mood" AS ENUM ('awful', 'sad', 'ok', 'it''s fine')
-- rehearsed as: ALTER TABLE "diary" ALTER COLUMN "mood" DROP DEFAULT, ALTER COLUMN "mood" TYPE "mood" USING "mood"::text::"mood", ALTER COLUMN "mood" SET DEFAULT 'ok'
ALTER TYPE "mood" ADD VALUE 'awful' BEFORE 'sad';
