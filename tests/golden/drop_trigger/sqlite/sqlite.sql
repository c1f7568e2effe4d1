DROP TRIGGER "touch";
