ALTER TABLE "plain" ADD CONSTRAINT "the ""key""" PRIMARY KEY ("b", "a");
