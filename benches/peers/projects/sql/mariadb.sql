ALTER TABLE persons ADD COLUMN first_name VARCHAR(100);
ALTER TABLE persons ADD COLUMN last_name VARCHAR(100);
ALTER TABLE persons ADD COLUMN city VARCHAR(100);
ALTER TABLE persons ADD COLUMN joined_on DATE;
START TRANSACTION;
UPDATE persons SET
    first_name = substring_index(full_name, ' ', 1),
    last_name = CASE locate(' ', full_name) WHEN 0 THEN NULL ELSE substr(full_name, locate(' ', full_name) + 1) END,
    city = json_value(details, '$.address.city'),
    joined_on = str_to_date(joined_text, '%d.%m.%Y'),
    email = lower(email);
COMMIT;
