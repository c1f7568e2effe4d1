ALTER TABLE "persons" ADD COLUMN "ünï ""cö`dé'" VARCHAR(30);
