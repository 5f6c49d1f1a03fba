# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += src/libreport.a
src_libreport_a_SOURCES = src/report/report.h src/report/report-priv.h \
	src/report/role.h src/report/role-priv.h src/report/doc.h \
	src/report/build.h src/report/text.h src/report/annex.c \
	src/report/bars.c \
	src/report/build.c src/report/causes.c src/report/cite.c src/report/clean.c \
	src/report/columns.c \
	src/report/confine.c \
	src/report/data.c src/report/doc.c src/report/due.c \
	src/report/explain.c src/report/facts.c \
	src/report/fence.c src/report/figure.c src/report/forms.c \
	src/report/html.c src/report/html.h src/report/html-data.c \
	src/report/html-spark.c src/report/html-style.c src/report/ids.c src/report/json.c \
	src/report/language.c \
	src/report/mailform.c src/report/markdown.c src/report/marks.c \
	src/report/messages.c \
	src/report/names.c src/report/page.c src/report/records.c \
	src/report/report.c \
	src/report/role.c src/report/roles.c src/report/series.c \
	src/report/since.c src/report/source-list.c src/report/sources.c \
	src/report/spark.c src/report/stale.c \
	src/report/table.c src/report/text.c \
	src/report/translate.c \
	src/report/why.c src/report/wrap.c
src_libreport_a_CPPFLAGS = $(AM_CPPFLAGS) $(CMARK_CFLAGS) $(JANSSON_CFLAGS)
