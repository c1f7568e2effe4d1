CREATE TABLE "a_table_with_a_name_that_is_quite_long" (
  "id" integer NOT NULL,
  "a_column_with_a_name_that_is_quite_long" integer,
  CONSTRAINT "pk_a_table_with_a_name_that_is_quite_long" PRIMARY KEY ("id"),
  CONSTRAINT "uq_a_table_with_a_name_that_is_quite_long_a_column_wit_75242fdd" UNIQUE ("a_column_with_a_name_that_is_quite_long")
);
CREATE INDEX "ix_a_table_with_a_name_that_is_quite_long_a_column_wit_6dae049c" ON "a_table_with_a_name_that_is_quite_long" ("a_column_with_a_name_that_is_quite_long");
