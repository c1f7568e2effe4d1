DROP INDEX "uq_persons_email";
