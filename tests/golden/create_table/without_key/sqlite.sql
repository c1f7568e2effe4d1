CREATE TABLE "log" (
    "line" TEXT
);
