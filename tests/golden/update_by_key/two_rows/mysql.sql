UPDATE `persons` AS `t` JOIN (
  SELECT `id` AS `v0`, `age` AS `v1`, `note` AS `v2` FROM `persons` WHERE FALSE UNION ALL VALUES
  (1, 32, 'one'),
  (2, NULL, 'it''s two')
) AS `v` ON `t`.`id` = `v`.`v0` SET `t`.`age` = `v`.`v1`, `t`.`note` = `v`.`v2`;
