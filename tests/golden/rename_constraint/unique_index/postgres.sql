ALTER INDEX "uq_persons_email" RENAME TO "uq_mail";
