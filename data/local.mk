# SPDX-License-Identifier: GPL-3.0-or-later
# The installed tree looks like the source tree, so that ER_DATADIR may name
# either.
schemadir = $(pkgdatadir)/data
dist_schema_DATA =
rolesdir = $(pkgdatadir)/roles
dist_roles_DATA =
examplesdir = $(docdir)/examples
dist_examples_DATA =
examplebookdir = $(examplesdir)/book
dist_examplebook_DATA =
dist_schema_DATA += data/schema.rec
