DROP SEQUENCE "numbers";
