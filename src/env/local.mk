# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += src/libenv.a
src_libenv_a_SOURCES = src/env/env.h src/env/env-priv.h src/env/alike.c \
	src/env/check.c \
	src/env/compose.c src/env/contract.c src/env/diff.c \
	src/env/docker.c src/env/dotenv.c src/env/elsewhere.c src/env/example.c \
	src/env/fix.c src/env/forms.c src/env/git.c src/env/ignore.c \
	src/env/identities.c src/env/keys.c src/env/names.c \
	src/env/near.c src/env/online.c src/env/online.h \
	src/env/online-priv.h src/env/questions.c src/env/place.c \
	src/env/policy.c \
	src/env/read.c src/env/readers.c src/env/reading.c \
	src/env/region.c \
	src/env/rules.c src/env/run.c \
	src/env/scan.c src/env/set.c src/env/sh.c src/env/sh.h \
	src/env/sh-word.c src/env/show.c src/env/style.c \
	src/env/systemd.c src/env/types.c
