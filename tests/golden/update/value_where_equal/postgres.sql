UPDATE "persons" SET "note" = 'new', "age" = NULL WHERE "email" = 'bob@example.org';
