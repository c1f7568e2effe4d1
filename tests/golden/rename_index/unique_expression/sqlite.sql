DROP INDEX "ix_lower";
CREATE UNIQUE INDEX "it's ""low""" ON "persons" ((lower(email)));
