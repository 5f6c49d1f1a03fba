-- SPDX-License-Identifier: GPL-3.0-or-later
PRAGMA page_size = 512;
CREATE TABLE "a b" (src TEXT, rowid INT, n INT AS (rowid * 2), b BLOB);
INSERT INTO "a b" (src, rowid, b) VALUES ('x', 1, x'00ff');
CREATE TABLE w (k TEXT PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO w VALUES ('a', 1), ('b', 2.5);
CREATE VIEW v AS SELECT count(*) AS n, max(v) FROM w;
CREATE INDEX i ON w (v);
