DROP FUNCTION "twice"(integer);
