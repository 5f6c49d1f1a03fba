# SPDX-License-Identifier: GPL-3.0-or-later
# The rooms, lowest first: each names only libraries above its own line.
include src/base/local.mk
include src/rec/local.mk
include src/money/local.mk
include src/mail/local.mk
include src/aws/local.mk
include src/outbox/local.mk
include src/book/local.mk
include src/report/local.mk
include src/env/local.mk
include src/send/local.mk

# The tools. Each links only what it names.
bin_PROGRAMS += er-gen er-env er-sesmail
er_gen_SOURCES = src/er-gen.c
er_gen_LDADD = src/libreport.a src/libbook.a src/libmail.a src/libmoney.a \
	src/librec.a src/libbase.a $(CMARK_LIBS) $(SQLITE_LIBS) $(GMP_LIBS) \
	$(CRYPTO_LIBS) $(UNISTRING_LIBS) $(JANSSON_LIBS) $(LIBINTL)
ER_ENV_COMMON = src/er-env.h src/er-env-check.c src/er-env-load.c \
	src/er-env-options.c
er_env_SOURCES = src/er-env.c $(ER_ENV_COMMON)
er_env_LDADD = src/libenv.a src/libmail.a src/librec.a src/libbase.a \
	$(LIBINTL)
# What er-env becomes where the network is needed: see there.
pkglibexec_PROGRAMS = er-env-online
# er-env becomes it, and has the help of both.
AM_INSTALLCHECK_STD_OPTIONS_EXEMPT = er-env-online
er_env_online_SOURCES = src/er-env-online.c src/er-env-online.h \
	src/er-env-book.c $(ER_ENV_COMMON)
er_env_online_LDADD = src/libenv.a src/libreport.a src/libbook.a \
	src/libaws.a src/libmail.a src/libmoney.a src/librec.a \
	src/libbase.a $(LIBINTL) $(AWS_LIBS) $(SQLITE_LIBS) $(GMP_LIBS) \
	$(CMARK_LIBS) $(UNISTRING_LIBS)
er_sesmail_SOURCES = src/er-sesmail.c src/er-sesmail.h \
	src/er-sesmail-flush.c src/er-sesmail-options.c
er_sesmail_LDADD = src/libsend.a src/libmail.a src/libaws.a src/liboutbox.a \
	src/librec.a src/libbase.a $(LIBINTL) $(AWS_LIBS) $(SQLITE_LIBS) \
	$(GMIME_LIBS)

# er-sesmail stands in for these, in a directory where they are in nobody's way.
SENDMAIL_NAMES = sendmail mailq newaliases
install-exec-hook:
	$(MKDIR_P) '$(DESTDIR)$(pkglibexecdir)'
	tool=`echo er-sesmail | sed '$(transform)'` && \
	for name in $(SENDMAIL_NAMES); do \
		rm -f '$(DESTDIR)$(pkglibexecdir)'/$$name && \
		ln -s '$(bindir)'/$$tool '$(DESTDIR)$(pkglibexecdir)'/$$name || \
			exit 1; \
	done
uninstall-hook:
	for name in $(SENDMAIL_NAMES); do \
		rm -f '$(DESTDIR)$(pkglibexecdir)'/$$name || exit 1; \
	done
