ALTER TABLE "persons" ALTER COLUMN "age" TYPE varchar(20) USING '1' || age;
