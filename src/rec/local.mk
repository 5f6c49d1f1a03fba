# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += src/librec.a
src_librec_a_SOURCES = src/rec/rec.h src/rec/rec-priv.h src/rec/csv.c \
	src/rec/rec.c src/rec/recfile.c src/rec/write.c
