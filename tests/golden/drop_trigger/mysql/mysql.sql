DROP TRIGGER `touch`;
