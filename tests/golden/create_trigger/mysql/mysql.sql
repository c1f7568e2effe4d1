CREATE TRIGGER touch BEFORE UPDATE ON persons FOR EACH ROW SET NEW.note = 'it''s; changed';
