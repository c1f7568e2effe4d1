DROP TRIGGER IF EXISTS "touch" ON "persons";
