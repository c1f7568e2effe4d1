CREATE TABLE "members" (
  "team" varchar(20) NOT NULL,
  "person" integer NOT NULL,
  "since" date,
  CONSTRAINT "pk_members" PRIMARY KEY ("team", "person")
);
