CREATE TABLE "crm"."persons" (
  "id" integer NOT NULL,
  CONSTRAINT "pk_persons" PRIMARY KEY ("id")
);
