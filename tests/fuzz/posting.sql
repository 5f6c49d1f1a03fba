-- SPDX-License-Identifier: GPL-3.0-or-later
PRAGMA page_size = 512;
CREATE TABLE posting (date, entity, account, amount, memo);
INSERT INTO posting VALUES ('2026-10-01', 'e', 1, 7.25, NULL), ('2026-10-02', 'e', '1', '7K..9K USD', 'x');
