CREATE TABLE "members" (
    "team" VARCHAR(20) NOT NULL,
    "person" INTEGER NOT NULL,
    "since" DATE,
    CONSTRAINT "pk_members" PRIMARY KEY ("team", "person")
);
