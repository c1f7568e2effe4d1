CREATE TABLE "spans" (
    "id" INTEGER,
    "span" TEXT_DURATION,
    CONSTRAINT "pk_spans" PRIMARY KEY ("id")
);
