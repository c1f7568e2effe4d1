BEGIN;
ALTER TABLE persons ADD COLUMN first_name VARCHAR(100);
ALTER TABLE persons ADD COLUMN last_name VARCHAR(100);
ALTER TABLE persons ADD COLUMN city VARCHAR(100);
ALTER TABLE persons ADD COLUMN joined_on DATE;
UPDATE persons SET
    first_name = CASE instr(full_name, ' ')
        WHEN 0 THEN full_name ELSE substr(full_name, 1, instr(full_name, ' ') - 1) END,
    last_name = CASE instr(full_name, ' ') WHEN 0 THEN NULL ELSE substr(full_name, instr(full_name, ' ') + 1) END,
    city = json_extract(details, '$.address.city'),
    joined_on = substr(joined_text, 7, 4) || '-' || substr(joined_text, 4, 2) || '-' || substr(joined_text, 1, 2),
    email = lower(email);
COMMIT;
