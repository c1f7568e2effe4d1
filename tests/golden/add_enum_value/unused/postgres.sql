-- rehearsed as: ALTER TYPE "mood" RENAME TO "sandshift_3_mood"
-- rehearsed as: CREATE TYPE "mood" AS ENUM ('sad', 'ok', 'it''s fine', 'glad')
ALTER TYPE "mood" ADD VALUE 'glad';
