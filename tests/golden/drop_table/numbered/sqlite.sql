DROP TABLE "numbered";
