CREATE TABLE "lists" (
  "id" integer NOT NULL,
  "tags" text[],
  CONSTRAINT "pk_lists" PRIMARY KEY ("id")
);
