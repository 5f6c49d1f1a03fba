/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files beside the text: multipart/mixed (RFC 2046), each file as base64. The
 * boundary comes from the contents, so that the same message has the same
 * bytes; it cannot stand in them: base64 has no '=_', quoted-printable none,
 * and a line of plain text that begins like a boundary is encoded.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <openssl/evp.h>

#include "base/base.h"
#include "base/i18n.h"
#include "mail/mail-priv.h"
#include "mail/mail.h"

enum {
	NAME_LINE = 50,				/* of a file's name on one line */
	TYPE_MAX = 127,				/* RFC 6838 section 4.2 */
	BOUNDARY_MAX = 32
};

/* ---- what may travel ---------------------------------------------------- */

/* SES takes no message with such a file (ses-api.md 1.4). */
static const char *const refused[] = {
	"ade", "adp", "app", "asp", "bas", "bat", "cer", "chm", "cmd", "com",
	"cpl", "crt", "csh", "der", "exe", "fxp", "gadget", "hlp", "hta", "inf",
	"ins", "isp", "its", "js", "jse", "ksh", "lib", "lnk", "mad", "maf",
	"mag", "mam", "maq", "mar", "mas", "mat", "mau", "mav", "maw", "mda",
	"mdb", "mde", "mdt", "mdw", "mdz", "msc", "msh", "msh1", "msh2",
	"mshxml", "msh1xml", "msh2xml", "msi", "msp", "mst", "ops", "pcd",
	"pif", "plg", "prf", "prg", "reg", "scf", "scr", "sct", "shb", "shs",
	"sys", "ps1", "ps1xml", "ps2", "ps2xml", "psc1", "psc2", "tmp", "url",
	"vb", "vbe", "vbs", "vps", "vsmacros", "vss", "vst", "vsw", "vxd", "ws",
	"wsc", "wsf", "wsh", "xnk",
};

static const struct {
	const char *ending, *type;
} types[] = {
	{ "csv", "text/csv" },
	{ "gif", "image/gif" },
	{ "gz", "application/gzip" },
	{ "htm", "text/html" },
	{ "html", "text/html" },
	{ "ics", "text/calendar" },
	{ "jpeg", "image/jpeg" },
	{ "jpg", "image/jpeg" },
	{ "json", "application/json" },
	{ "md", "text/markdown" },
	{ "ods", "application/vnd.oasis.opendocument.spreadsheet" },
	{ "odt", "application/vnd.oasis.opendocument.text" },
	{ "pdf", "application/pdf" },
	{ "png", "image/png" },
	{ "rec", "text/plain" },
	{ "svg", "image/svg+xml" },
	{ "txt", "text/plain" },
	{ "xlsx", "application/vnd.openxmlformats-officedocument."
	    "spreadsheetml.sheet" },
	{ "xml", "application/xml" },
	{ "zip", "application/zip" },
};

static const char *
ending_of(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL ? dot + 1 : "";
}

static const char *
type_of(const struct mail_attachment *a)
{
	size_t i;

	if (a->type != NULL)
		return a->type;
	for (i = 0; i < sizeof types / sizeof *types; i++)
		if (strcasecmp(ending_of(a->name), types[i].ending) == 0)
			return types[i].type;
	return "application/octet-stream";
}

/* token of RFC 2045 section 5.1 */
static size_t
token_length(const char *p)
{
	size_t n = 0;

	while (p[n] > ' ' && p[n] < 0x7f &&
	    strchr("()<>@,;:\\\"/[]?=", p[n]) == NULL)
		n++;
	return n;
}

bool
mail_is_type(const char *text)
{
	size_t n = token_length(text), m;

	if (n == 0 || text[n] != '/')
		return false;
	m = token_length(text + n + 1);
	return m > 0 && text[n + 1 + m] == '\0' && n + m < TYPE_MAX;
}

static int
check_name(const char *name, struct er_err *err)
{
	struct er_buf shown = {0};
	size_t i;
	int rc = 0;

	er_buf_adds(&shown, "");
	er_buf_addclean(&shown, name, strlen(name), strlen(name));
	if (*name == '\0' || strlen(name) > 255 || strcmp(shown.p, name) != 0 ||
	    er_utf8_check(name, strlen(name)) < strlen(name)) {
		er_fail(err, ER_DATA, _("the attachment '%s': its name must be "
		    "1 to 255 bytes of UTF-8 without control characters"),
		    shown.p);
		rc = -1;
	}
	for (i = 0; rc == 0 && i < sizeof refused / sizeof *refused; i++)
		if (strcasecmp(ending_of(name), refused[i]) == 0) {
			er_fail(err, ER_DATA, _("the attachment '%s': SES "
			    "refuses files whose name ends in '.%s'; give it "
			    "another name, or pack it"), shown.p, refused[i]);
			rc = -1;
		}
	er_buf_free(&shown);
	return rc;
}

static int
check_attachment(const struct mail_attachment *a, struct er_err *err)
{
	const char *type = type_of(a);

	if (check_name(a->name, err) != 0)
		return -1;
	/* RFC 2046 sections 5.1 and 5.2.1 have these two not encoded. */
	if (mail_is_type(type) && strncasecmp(type, "multipart/", 10) != 0 &&
	    strncasecmp(type, "message/", 8) != 0)
		return 0;
	er_fail(err, ER_DATA, _("the attachment '%s': '%s' is no type for an "
	    "attached file"), a->name, type);
	return -1;
}

/* ---- the fields of a part ----------------------------------------------- */

/* attribute-char of RFC 2231 section 7 */
static bool
is_plain(char c)
{
	return c > ' ' && c < 0x7f && strchr("*'%()<>@,;:\\\"/[]?=", c) == NULL;
}

/* RFC 2231: in as many pieces as lines of moderate length take. */
static void
add_encoded_name(struct er_buf *out, const char *name, const char *eol)
{
	const char *p;
	size_t start = 0;
	int piece = 0;

	for (p = name; *p != '\0'; p++) {
		if (p == name || out->n - start > NAME_LINE) {
			er_buf_addf(out, ";%s filename*%d*=%s", eol, piece,
			    piece == 0 ? "UTF-8''" : "");
			piece++;
			start = out->n;
		}
		if (is_plain(*p))
			er_buf_addc(out, *p);
		else
			er_buf_addf(out, "%%%02X", (unsigned)(unsigned char)*p);
	}
}

static void
add_quoted_name(struct er_buf *out, const char *name, const char *eol)
{
	er_buf_addf(out, ";%s filename=\"", eol);
	for (; *name != '\0'; name++) {
		if (*name == '"' || *name == '\\')
			er_buf_addc(out, '\\');
		er_buf_addc(out, *name);
	}
	er_buf_addc(out, '"');
}

/* What there is to know of a file, after one look at all of it. */
struct look {
	char digest[2 * EVP_MAX_MD_SIZE + 1];
	bool ascii, utf8;
};

enum { PIECE = 48 * 1024, TAIL = 3 };	/* the longest sequence less one */

/* The bytes at the end of a piece that may begin a sequence. */
static size_t
cut_tail(const char *p, size_t n)
{
	size_t i;

	for (i = 1; i <= TAIL && i <= n; i++)
		if (((unsigned char)p[n - i] & 0xc0) != 0x80)
			return (unsigned char)p[n - i] >= 0xc0 ? i : 0;
	return 0;
}

static int
look_at(const struct er_bytes *file, EVP_MD_CTX *md, struct look *look)
{
	char piece[PIECE];
	size_t at, n, tail;

	for (at = 0; at < file->n; at += n - tail) {
		n = file->n - at < PIECE ? file->n - at : PIECE;
		if (!er_bytes_read(file, at, piece, n))
			return -1;
		tail = at + n < file->n ? cut_tail(piece, n) : 0;
		look->ascii &= er_is_ascii(piece, n);
		look->utf8 &= er_utf8_check(piece, n - tail) == n - tail;
		if (EVP_DigestUpdate(md, piece, n - tail) != 1)
			return -1;
	}
	return 0;
}

static int
look_into(const struct mail_attachment *a, struct look *look,
    struct er_err *err)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char sum[EVP_MAX_MD_SIZE];
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	unsigned int size = 0, i;
	int rc = -1;

	*look = (struct look){ .ascii = true, .utf8 = true };
	if (md != NULL && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1 &&
	    look_at(&a->content, md, look) == 0 &&
	    EVP_DigestFinal_ex(md, sum, &size) == 1)
		rc = 0;
	EVP_MD_CTX_free(md);
	for (i = 0; i < size; i++) {
		look->digest[2 * i] = digits[sum[i] >> 4];
		look->digest[2 * i + 1] = digits[sum[i] & 15];
	}
	if (rc != 0)
		er_fail(err, ER_IO, _("the attachment '%s' cannot be read"),
		    a->name);
	return rc;
}

/* What a reader needs to show the bytes as text; NULL where we cannot tell. */
static const char *
charset_of(const struct mail_attachment *a, const struct look *look)
{
	if (strncasecmp(type_of(a), "text/", 5) != 0)
		return NULL;
	return look->ascii ? "us-ascii" : look->utf8 ? "utf-8" : NULL;
}

static void
add_fields(struct er_buf *out, const struct mail_attachment *a,
    const struct look *look, const char *eol)
{
	const char *charset = charset_of(a, look);

	er_buf_addf(out, "Content-Type: %s%s%s%s", type_of(a),
	    charset != NULL ? "; charset=" : "",
	    charset != NULL ? charset : "", eol);
	er_buf_addf(out, "Content-Transfer-Encoding: base64%s"
	    "Content-Disposition: attachment", eol);
	if (er_is_ascii(a->name, strlen(a->name)) &&
	    strlen(a->name) <= NAME_LINE)
		add_quoted_name(out, a->name, eol);
	else
		add_encoded_name(out, a->name, eol);
	er_buf_adds(out, eol);
	er_buf_adds(out, eol);
}

/* ---- the parts ---------------------------------------------------------- */

/* The letters and digits of a digest over the digests of all parts. */
static char *
make_boundary(const struct er_buf *text, const struct mail_attachment *list,
    const struct look *looks, size_t n)
{
	struct er_buf all = {0}, boundary = {0};
	char *digest = mail_digest(text->p, text->n);
	const char *p;
	size_t i;

	er_buf_adds(&all, digest);
	free(digest);
	for (i = 0; i < n; i++)
		er_buf_addf(&all, " %s\n%s", list[i].name, looks[i].digest);
	digest = mail_digest(all.p, all.n);
	er_buf_adds(&boundary, MAIL_BOUNDARY);
	for (p = strchr(digest, '=') + 1; *p != '\0'; p++)
		if (strchr("+/=", *p) == NULL && boundary.n < BOUNDARY_MAX)
			er_buf_addc(&boundary, *p);
	free(digest);
	er_buf_free(&all);
	return er_buf_steal(&boundary);
}

static void
add_parts(const struct mail_attachment *list, const struct look *looks,
    size_t n, const char *eol, struct er_buf *fields, struct er_buf *body,
    size_t *cuts)
{
	char *boundary = make_boundary(body, list, looks, n);
	struct er_buf out = {0};
	size_t i;

	er_buf_addf(&out, "--%s%s", boundary, eol);
	er_buf_add(&out, fields->p, fields->n);
	er_buf_adds(&out, eol);
	er_buf_add(&out, body->p, body->n);
	for (i = 0; i < n; i++) {
		er_buf_addf(&out, "%s--%s%s", eol, boundary, eol);
		add_fields(&out, &list[i], &looks[i], eol);
		cuts[i] = out.n;
	}
	er_buf_addf(&out, "%s--%s--%s", eol, boundary, eol);
	er_buf_trim(fields, 0);
	er_buf_addf(fields, "Content-Type: multipart/mixed;%s boundary=\"%s\"%s"
	    "Content-Transfer-Encoding: 7bit%s", eol, boundary, eol, eol);
	free(boundary);
	er_buf_free(body);
	*body = out;
}

int
mail_attach(const struct mail_attachment *list, size_t n, const char *eol,
    struct er_buf *fields, struct er_buf *body, size_t *cuts,
    struct er_err *err)
{
	struct look *looks = er_xcalloc(n + 1, sizeof *looks);
	size_t i;
	int rc = 0;

	for (i = 0; i < n && rc == 0; i++) {
		rc = check_attachment(&list[i], err);
		if (rc == 0)
			rc = look_into(&list[i], &looks[i], err);
	}
	if (rc == 0)
		add_parts(list, looks, n, eol, fields, body, cuts);
	free(looks);
	return rc;
}
