ALTER TABLE "plain" RENAME CONSTRAINT "pk_plain" TO "pk_other";
