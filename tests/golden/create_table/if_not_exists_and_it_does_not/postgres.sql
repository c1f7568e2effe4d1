CREATE TABLE IF NOT EXISTS "persons" (
  "id" integer NOT NULL,
  "email" varchar(100) NOT NULL,
  "age" integer,
  "note" text,
  CONSTRAINT "pk_persons" PRIMARY KEY ("id")
);
