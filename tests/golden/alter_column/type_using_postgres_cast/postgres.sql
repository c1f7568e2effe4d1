ALTER TABLE "persons" ALTER COLUMN "age" TYPE text USING age::text;
