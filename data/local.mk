# SPDX-License-Identifier: GPL-3.0-or-later
# The installed tree looks like the source tree, so that ER_DATADIR may name
# either.
schemadir = $(pkgdatadir)/data
dist_schema_DATA =
rolesdir = $(pkgdatadir)/roles
dist_roles_DATA = roles/accounting.md \
	roles/ceo.md \
	roles/cfo.md \
	roles/client-portfolio.md \
	roles/cmo.md \
	roles/cto.md \
	roles/rental.md \
	roles/yacht-delivery.md
examplesdir = $(docdir)/examples
dist_examples_DATA = examples/trial.env
exampleroledir = $(examplesdir)/roles
dist_examplerole_DATA = examples/roles/lender.md
brokenenvdir = $(examplesdir)/broken-env
dist_brokenenv_DATA = examples/broken-env/01-misspelt.env \
	examples/broken-env/02-other-names.env \
	examples/broken-env/03-placeholders.env \
	examples/broken-env/04-smtp-password.env \
	examples/broken-env/05-open-quote.env \
	examples/broken-env/06-from-windows.env \
	examples/broken-env/07-wrong-region.env \
	examples/broken-env/08-addresses.env \
	examples/broken-env/09-temporary-key.env \
	examples/broken-env/10-shell-script.env \
	examples/broken-env/what-er-env-says.txt
examplebookdir = $(examplesdir)/book
dist_examplebook_DATA = examples/book/accounts.rec \
	examples/book/actions.rec \
	examples/book/assets.rec \
	examples/book/audits.rec \
	examples/book/capital.rec \
	examples/book/channels.rec \
	examples/book/clients.rec \
	examples/book/components.rec \
	examples/book/contracts.rec \
	examples/book/expenses.rec \
	examples/book/gaps.rec \
	examples/book/kpis.rec \
	examples/book/notes.rec \
	examples/book/offers.rec \
	examples/book/organisation.rec \
	examples/book/posting.2025-11.csv \
	examples/book/posting.2025-12.csv \
	examples/book/posting.2026-01.csv \
	examples/book/posting.2026-02.csv \
	examples/book/posting.2026-03.csv \
	examples/book/posting.2026-04.csv \
	examples/book/posting.2026-05.csv \
	examples/book/posting.2026-06.csv \
	examples/book/posting.2026-07.csv \
	examples/book/posting.2026-08.csv \
	examples/book/posting.2026-09.csv \
	examples/book/posting.2026-10.csv \
	examples/book/rental.rec \
	examples/book/reports.rec \
	examples/book/revenue.rec \
	examples/book/targets.rec \
	examples/book/voyage.queen.csv \
	examples/book/voyages.rec
dist_schema_DATA += data/report.schema.json
dist_schema_DATA += data/schema.rec
dist_schema_DATA += data/finance.sql
dist_schema_DATA += data/ses-variables.rec
