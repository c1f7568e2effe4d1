CREATE INDEX "it's ""an"" `index`" ON "persons" ("age");
