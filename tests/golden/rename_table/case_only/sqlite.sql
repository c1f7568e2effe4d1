ALTER TABLE "persons" RENAME TO "sandshift_new_Persons";
ALTER TABLE "sandshift_new_Persons" RENAME TO "Persons";
