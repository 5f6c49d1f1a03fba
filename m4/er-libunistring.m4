dnl SPDX-License-Identifier: GPL-3.0-or-later

dnl ER_LIBUNISTRING
dnl libunistring ships no pkg-config file. Sets UNISTRING_LIBS.
AC_DEFUN([ER_LIBUNISTRING], [
	er_saved_LIBS=$LIBS
	AC_CHECK_HEADER([unilbrk.h], [], [AC_MSG_ERROR([libunistring's headers are missing (Debian: libunistring-dev)])])
	AC_CHECK_LIB([unistring], [u8_width_linebreaks], [UNISTRING_LIBS=-lunistring],
		[AC_MSG_ERROR([libunistring is missing (Debian: libunistring-dev)])])
	LIBS=$er_saved_LIBS
	AC_SUBST([UNISTRING_LIBS])])
