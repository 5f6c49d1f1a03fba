dnl SPDX-License-Identifier: GPL-3.0-or-later

dnl ER_HARDENING
dnl Sets ER_HARD_CPPFLAGS, ER_HARD_CFLAGS and ER_HARD_LDFLAGS. On by default.
dnl _FORTIFY_SOURCE needs an optimising compiler and does not go together with
dnl the sanitizers, so it is left out in both cases.
AC_DEFUN([ER_HARDENING], [
	AC_REQUIRE([ER_SANITIZERS])
	AC_ARG_ENABLE([hardening],
		[AS_HELP_STRING([--disable-hardening],
			[build without the compiler's protections])],
		[], [enable_hardening=yes])
	ER_HARD_CPPFLAGS= ER_HARD_CFLAGS= ER_HARD_LDFLAGS=
	AS_IF([test "x$enable_hardening" = xyes], [
		m4_foreach_w([er_flag], [-fstack-protector-strong
			-fstack-clash-protection -fPIE],
			[ER_PROBE_CFLAG([ER_HARD_CFLAGS], er_flag)])
		m4_foreach([er_flag], [[-pie], [-Wl,-z,relro], [-Wl,-z,now],
			[-Wl,-z,noexecstack]],
			[ER_PROBE_LDFLAG([ER_HARD_LDFLAGS], m4_dquote(er_flag))])
		AS_CASE([" $CFLAGS ,$enable_sanitizers"],
			[*\ -O[[1-9s]]*,no], [ER_HARD_CPPFLAGS="-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3"])])
	AC_SUBST([ER_HARD_CPPFLAGS])
	AC_SUBST([ER_HARD_CFLAGS])
	AC_SUBST([ER_HARD_LDFLAGS])])
