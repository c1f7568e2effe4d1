ALTER TABLE "persons" ADD COLUMN "ünï ""cö`dé'" varchar(30);
