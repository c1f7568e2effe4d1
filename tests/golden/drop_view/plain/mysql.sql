DROP VIEW `adults`;
