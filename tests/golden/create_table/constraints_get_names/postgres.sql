CREATE TABLE "orders" (
  "id" integer NOT NULL,
  "code" varchar(20) NOT NULL,
  "person_id" integer,
  "total" numeric(10,2) NOT NULL,
  CONSTRAINT "pk_orders" PRIMARY KEY ("id"),
  CONSTRAINT "uq_orders_code" UNIQUE ("code"),
  CONSTRAINT "ck_orders_1" CHECK (total >= 0),
  CONSTRAINT "ck_orders_2" CHECK (code <> ''),
  CONSTRAINT "fk_orders_person_id_persons" FOREIGN KEY ("person_id") REFERENCES "persons" ("id") ON UPDATE RESTRICT ON DELETE CASCADE
);
CREATE INDEX "ix_orders_person_id" ON "orders" ("person_id");
CREATE INDEX "ix_orders_code_total" ON "orders" ("code", "total" DESC);
