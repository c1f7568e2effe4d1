DELETE FROM `persons` WHERE `id` = 2;
