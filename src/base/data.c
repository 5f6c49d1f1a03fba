/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/base.h"
#include "base/i18n.h"

const char *
er_data_directory(const char *setting)
{
	return setting != NULL && setting[0] != '\0' ? setting : PKGDATADIR;
}

char *
er_data_file(const char *directory, const char *name, struct er_err *err)
{
	char *path = er_path_join(directory, name);

	if (access(path, R_OK) == 0)
		return path;
	/* TRANSLATORS: a file name and the directory it was looked for in */
	er_fail(err, ER_CONFIG, _("the shipped file '%s' is not in '%s': "
	    "install er-tools ('make install'), or set ER_DATADIR to its "
	    "source directory"), name, directory);
	free(path);
	return NULL;
}
