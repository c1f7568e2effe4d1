ALTER TABLE "persons" ADD CONSTRAINT "ex_persons_1" EXCLUDE USING btree (age WITH =);
