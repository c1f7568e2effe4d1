ALTER TABLE "persons" ADD COLUMN "phone" varchar(30);
