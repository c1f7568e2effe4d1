DROP TRIGGER "touch" ON "persons";
