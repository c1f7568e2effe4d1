DROP TRIGGER "touch";
CREATE TRIGGER touch AFTER UPDATE OF age ON persons BEGIN UPDATE persons SET note = 'it''s; replaced' WHERE id = NEW.id; END;
