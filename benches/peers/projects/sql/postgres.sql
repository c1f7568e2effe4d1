BEGIN;
ALTER TABLE persons ADD COLUMN first_name VARCHAR(100);
ALTER TABLE persons ADD COLUMN last_name VARCHAR(100);
ALTER TABLE persons ADD COLUMN city VARCHAR(100);
ALTER TABLE persons ADD COLUMN joined_on DATE;
UPDATE persons SET
    first_name = split_part(full_name, ' ', 1),
    last_name = CASE position(' ' IN full_name)
        WHEN 0 THEN NULL ELSE substr(full_name, position(' ' IN full_name) + 1) END,
    city = details::json -> 'address' ->> 'city',
    joined_on = to_date(joined_text, 'DD.MM.YYYY'),
    email = lower(email);
COMMIT;
