CREATE TABLE "areas" (
    "id" INTEGER,
    "w" INTEGER NOT NULL,
    "h" INTEGER NOT NULL,
    "area" INTEGER GENERATED ALWAYS AS (w * h) VIRTUAL,
    CONSTRAINT "pk_areas" PRIMARY KEY ("id")
);
