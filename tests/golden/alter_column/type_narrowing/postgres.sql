ALTER TABLE "persons" ALTER COLUMN "note" TYPE varchar(50);
