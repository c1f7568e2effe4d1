ALTER TABLE "persons" ALTER COLUMN "email" TYPE varchar(200);
