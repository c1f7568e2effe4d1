UPDATE "persons" AS t SET "age" = n.v1, "note" = n.v2 FROM (VALUES (1::integer, 32::integer, 'one'::text), (2, NULL, 'it''s two')) AS n(k1, v1, v2) WHERE t."id" = n.k1;
