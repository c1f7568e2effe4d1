UPDATE "persons" SET "age" = age + 1;
