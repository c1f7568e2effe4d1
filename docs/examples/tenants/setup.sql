-- The operator's database: a schema and a role for each tenant, and one table for all.
REVOKE CREATE, TEMPORARY ON DATABASE app FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
CREATE ROLE acme LOGIN PASSWORD 'roadrunner';
CREATE ROLE globex LOGIN PASSWORD 'hammock';

CREATE TABLE public.countries (code text PRIMARY KEY, name text NOT NULL);
INSERT INTO public.countries VALUES ('de', 'Germany'), ('fr', 'France');

CREATE SCHEMA acme;
CREATE TABLE acme.customers (id integer PRIMARY KEY, full_name text, country text);
INSERT INTO acme.customers VALUES (1, 'Ada Lovelace', 'fr'), (2, 'Grace Hopper', 'de');

CREATE SCHEMA globex;
CREATE TABLE globex.customers (id integer PRIMARY KEY, full_name text, discount integer);
INSERT INTO globex.customers VALUES (1, 'Hank Scorpio', 40);
