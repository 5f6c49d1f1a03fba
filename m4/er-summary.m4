dnl SPDX-License-Identifier: GPL-3.0-or-later

dnl ER_SUMMARY
dnl Prints what was found and chosen, at the end of configure.
AC_DEFUN([ER_SUMMARY], [
	AS_IF([test -z "$er_missing_tools"], [er_missing_tools=" none"])
	AC_MSG_NOTICE([
  $PACKAGE_NAME $PACKAGE_VERSION
  prefix:                 $prefix
  compiler:               $CC $CFLAGS
  translations:           $USE_NLS
  hardening:              $enable_hardening
  sanitizers:             $enable_sanitizers
  confinement:            $er_confinement
  unit tests (check):     $have_check
  missing test tools:    $er_missing_tools
])])
