# SPDX-License-Identifier: GPL-3.0-or-later
dist_man_MANS += man/er-tools.7
dist_man_MANS += man/er-role.5
dist_man_MANS += man/er-env.1
dist_man_MANS += man/er-gen.1
dist_man_MANS += man/er-report.5
dist_man_MANS += man/er-book.5
dist_man_MANS += man/er-sesmail.1
