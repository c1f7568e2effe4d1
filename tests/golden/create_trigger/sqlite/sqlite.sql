CREATE TRIGGER touch AFTER UPDATE OF age ON persons BEGIN UPDATE persons SET note = 'it''s; changed' WHERE id = NEW.id; END;
