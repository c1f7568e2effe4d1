DROP SEQUENCE `numbers`;
