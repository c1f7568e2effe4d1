UPDATE "persons" SET "age" = 0 WHERE "age" IS NULL;
