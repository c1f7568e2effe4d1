CREATE TABLE "defaults" (
  "id" integer NOT NULL,
  "a" integer DEFAULT -7 NOT NULL,
  "b" varchar(30) DEFAULT 'it''s \ "so"' NOT NULL,
  "c" boolean DEFAULT TRUE NOT NULL,
  "d" numeric(8,2) DEFAULT 1.50,
  "e" timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL,
  "f" integer DEFAULT (1 + 2),
  "g" date DEFAULT '2026-01-31',
  "h" double precision DEFAULT 0.5,
  "i" text DEFAULT 'long',
  CONSTRAINT "pk_defaults" PRIMARY KEY ("id")
);
