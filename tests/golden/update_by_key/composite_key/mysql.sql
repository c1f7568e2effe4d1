UPDATE `plain` AS `t` JOIN (
  SELECT `a` AS `v0`, `b` AS `v1`, `a` AS `v2` FROM `plain` WHERE FALSE UNION ALL VALUES
  (1, 'x', 9)
) AS `v` ON `t`.`a` = `v`.`v0` AND `t`.`b` = `v`.`v1` SET `t`.`a` = `v`.`v2`;
