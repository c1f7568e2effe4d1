UPDATE "plain" AS t SET "a" = n.v1 FROM (VALUES (1::integer, 'x'::text, 9::integer)) AS n(k1, k2, v1) WHERE t."a" = n.k1 AND t."b" = n.k2;
