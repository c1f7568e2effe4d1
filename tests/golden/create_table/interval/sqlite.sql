CREATE TABLE "spans" (
    "id" INTEGER NOT NULL,
    "span" TEXT_DURATION,
    CONSTRAINT "pk_spans" PRIMARY KEY ("id")
);
