dnl SPDX-License-Identifier: GPL-3.0-or-later

dnl ER_SANITIZERS
dnl --enable-sanitizers: address and undefined behaviour, both fatal. Sets
dnl ER_SAN_CFLAGS (for the compiler and the linker).
AC_DEFUN([ER_SANITIZERS], [
	AC_ARG_ENABLE([sanitizers],
		[AS_HELP_STRING([--enable-sanitizers],
			[build with the address and undefined sanitizers])],
		[], [enable_sanitizers=no])
	ER_SAN_CFLAGS= er_sanitized=0
	AS_IF([test "x$enable_sanitizers" = xyes], [
		er_sanitized=1
		ER_SAN_CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"])
	AC_DEFINE_UNQUOTED([ENABLE_SANITIZERS], [$er_sanitized],
		[Is it built with sanitizers?])
	AC_SUBST([ER_SAN_CFLAGS])])
