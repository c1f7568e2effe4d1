CREATE SCHEMA "the ""crm""'s";
