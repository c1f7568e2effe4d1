CREATE TABLE "numbered" (
  "id" bigint GENERATED ALWAYS AS IDENTITY (START WITH 100 INCREMENT BY 10) NOT NULL,
  "name" varchar(20),
  CONSTRAINT "pk_numbered" PRIMARY KEY ("id")
);
