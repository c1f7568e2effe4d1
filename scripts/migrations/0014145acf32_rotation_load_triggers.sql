--! revision = "0014145acf32"
--! down_revision = "0013f57e3673"
--! message = "triggers that count the assignments"

-- Teaches: SQL that differs from one database to the other.
--
-- A part that names a database replaces the one that names none. Semicolons inside of a trigger
-- or between dollar quotes do not end a statement, and no DELIMITER is needed.

-- +up sqlite
CREATE TRIGGER assignments_counted_in AFTER INSERT ON assignments
BEGIN
    UPDATE rotation_load SET assignments = assignments + 1 WHERE rotation_id = NEW.rotation_id;
END;

CREATE TRIGGER assignments_counted_out AFTER DELETE ON assignments
BEGIN
    UPDATE rotation_load SET assignments = assignments - 1 WHERE rotation_id = OLD.rotation_id;
END;

-- +up mysql
CREATE TRIGGER assignments_counted_in AFTER INSERT ON assignments FOR EACH ROW
    UPDATE rotation_load SET assignments = assignments + 1 WHERE rotation_id = NEW.rotation_id;

CREATE TRIGGER assignments_counted_out AFTER DELETE ON assignments FOR EACH ROW
BEGIN
    UPDATE rotation_load SET assignments = assignments - 1 WHERE rotation_id = OLD.rotation_id;
END;

-- +up postgres
CREATE FUNCTION count_assignment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE rotation_load SET assignments = assignments + 1 WHERE rotation_id = NEW.rotation_id;
    ELSE
        UPDATE rotation_load SET assignments = assignments - 1 WHERE rotation_id = OLD.rotation_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER assignments_counted_in AFTER INSERT ON assignments
    FOR EACH ROW EXECUTE FUNCTION count_assignment();

CREATE TRIGGER assignments_counted_out AFTER DELETE ON assignments
    FOR EACH ROW EXECUTE FUNCTION count_assignment();

-- +down
DROP TRIGGER assignments_counted_in;
DROP TRIGGER assignments_counted_out;

-- +down postgres
DROP TRIGGER assignments_counted_in ON assignments;
DROP TRIGGER assignments_counted_out ON assignments;
DROP FUNCTION count_assignment();
