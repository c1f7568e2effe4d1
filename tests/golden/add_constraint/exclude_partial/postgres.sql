ALTER TABLE "plain" ADD CONSTRAINT "ex_booked" EXCLUDE USING gist (box(point(a, a), point(a, a)) WITH &&) WHERE (a > 0);
