# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += src/libreport.a
src_libreport_a_SOURCES = src/report/build.h \
	src/report/doc.h \
	src/report/html.h \
	src/report/reading.h \
	src/report/report-priv.h \
	src/report/report.h \
	src/report/role-priv.h \
	src/report/role.h \
	src/report/text.h
src_libreport_a_SOURCES += src/report/annex.c
src_libreport_a_SOURCES += src/report/bars.c
src_libreport_a_SOURCES += src/report/build.c
src_libreport_a_SOURCES += src/report/causes.c
src_libreport_a_SOURCES += src/report/cells.c
src_libreport_a_SOURCES += src/report/cite.c
src_libreport_a_SOURCES += src/report/clean.c
src_libreport_a_SOURCES += src/report/columns.c
src_libreport_a_SOURCES += src/report/confine.c
src_libreport_a_SOURCES += src/report/data.c
src_libreport_a_SOURCES += src/report/doc.c
src_libreport_a_SOURCES += src/report/due.c
src_libreport_a_SOURCES += src/report/explain.c
src_libreport_a_SOURCES += src/report/facts.c
src_libreport_a_SOURCES += src/report/fence.c
src_libreport_a_SOURCES += src/report/figure.c
src_libreport_a_SOURCES += src/report/forms.c
src_libreport_a_SOURCES += src/report/html-data.c
src_libreport_a_SOURCES += src/report/html-spark.c
src_libreport_a_SOURCES += src/report/html-style.c
src_libreport_a_SOURCES += src/report/html.c
src_libreport_a_SOURCES += src/report/ids.c
src_libreport_a_SOURCES += src/report/json.c
src_libreport_a_SOURCES += src/report/language.c
src_libreport_a_SOURCES += src/report/mailform.c
src_libreport_a_SOURCES += src/report/markdown.c
src_libreport_a_SOURCES += src/report/marks.c
src_libreport_a_SOURCES += src/report/messages.c
src_libreport_a_SOURCES += src/report/names.c
src_libreport_a_SOURCES += src/report/page.c
src_libreport_a_SOURCES += src/report/records.c
src_libreport_a_SOURCES += src/report/report.c
src_libreport_a_SOURCES += src/report/role.c
src_libreport_a_SOURCES += src/report/roles.c
src_libreport_a_SOURCES += src/report/series.c
src_libreport_a_SOURCES += src/report/since.c
src_libreport_a_SOURCES += src/report/source-list.c
src_libreport_a_SOURCES += src/report/sources.c
src_libreport_a_SOURCES += src/report/spark.c
src_libreport_a_SOURCES += src/report/stale.c
src_libreport_a_SOURCES += src/report/table.c
src_libreport_a_SOURCES += src/report/text.c
src_libreport_a_SOURCES += src/report/translate.c
src_libreport_a_SOURCES += src/report/why.c
src_libreport_a_SOURCES += src/report/wrap.c
src_libreport_a_CPPFLAGS = $(AM_CPPFLAGS) $(CMARK_CFLAGS) $(JANSSON_CFLAGS)
