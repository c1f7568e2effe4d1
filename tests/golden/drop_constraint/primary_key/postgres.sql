ALTER TABLE "plain" DROP CONSTRAINT "pk_plain";
