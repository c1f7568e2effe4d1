CREATE TABLE "tree" (
    "id" INTEGER,
    "up" INTEGER,
    CONSTRAINT "pk_tree" PRIMARY KEY ("id"),
    CONSTRAINT "fk_tree_up_tree" FOREIGN KEY ("up") REFERENCES "tree" ("id") ON DELETE SET NULL
);
