/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * S/MIME (RFC 8551): the MIME entity of a message, its fields about content and
 * its body, goes byte for byte into a signed or encrypted one. All other fields
 * stay where mail servers look for them.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <openssl/cms.h>
#include <openssl/err.h>

#include "base/base.h"
#include "base/i18n.h"
#include "mail/mail-priv.h"
#include "mail/mail.h"

/* ---- what goes inside --------------------------------------------------- */

/* Report-Digest is over the body as it stands there. */
static bool
is_of_entity(const struct mail_raw *f)
{
	return (f->name.n > 8 && strncasecmp(f->name.p, "Content-", 8) == 0) ||
	    er_slice_is_nocase(f->name, MAIL_DIGEST_FIELD);
}

static void
split(const struct mail_scan *scan, struct er_buf *top, struct er_buf *entity)
{
	const struct mail_raw *f;
	struct er_buf *to;

	for (f = scan->list; f < scan->list + scan->n; f++) {
		to = is_of_entity(f) ? entity : top;
		er_buf_add(to, f->name.p,
		    (size_t)(f->value.p + f->value.n - f->name.p));
		er_buf_adds(to, "\r\n");
	}
	if (mail_scan_find(scan, "MIME-Version") == NULL)
		er_buf_adds(top, "MIME-Version: 1.0\r\n");
	if (mail_scan_find(scan, "Content-Type") == NULL)
		er_buf_adds(entity, "Content-Type: text/plain; "
		    "charset=us-ascii\r\n");
	er_buf_adds(entity, "\r\n");
	er_buf_add(entity, scan->body.p, scan->body.n);
}

static void
add_base64(struct er_buf *out, const char *p, size_t n)
{
	mail_base64_lines(p, n, er_buf_extend(out, mail_base64_size(n)));
}

/* Certificates were looked at before: what is left is rare. */
static int
fail_crypto(const char *what, struct er_err *err)
{
	const char *why = ERR_reason_error_string(ERR_peek_last_error());

	er_fail(err, ER_CONFIG, _("%s: %s"), what, why != NULL ? why : "?");
	ERR_clear_error();
	return -1;
}

static int
take_der(CMS_ContentInfo *cms, struct er_buf *der)
{
	unsigned char *p = NULL;
	int n = i2d_CMS_ContentInfo(cms, &p);

	if (n <= 0)
		return -1;
	er_buf_add(der, (char *)p, (size_t)n);
	OPENSSL_free(p);
	return 0;
}

/* ---- signed ------------------------------------------------------------- */

/* The time is given, so that the same message has the same signature. */
static bool
set_time(CMS_SignerInfo *info, time_t now)
{
	ASN1_TIME *time = ASN1_TIME_set(NULL, now);
	bool done = time != NULL && CMS_signed_add1_attr_by_NID(info,
	    NID_pkcs9_signingTime, ASN1_STRING_type(time), time, -1) == 1;

	ASN1_TIME_free(time);
	return done;
}

static int
make_signature(const struct mail_signer *s, const struct er_buf *entity,
    time_t now, struct er_buf *der, struct er_err *err)
{
	const unsigned flags = CMS_PARTIAL | CMS_DETACHED | CMS_BINARY |
	    CMS_NOSMIMECAP;
	BIO *in = BIO_new_mem_buf(entity->p, (int)entity->n);
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, s->others, NULL, flags);
	CMS_SignerInfo *info = NULL;
	int rc = -1;

	if (cms != NULL && in != NULL)
		info = CMS_add1_signer(cms, s->certificate, s->key,
		    EVP_sha256(), flags);
	if (info != NULL && set_time(info, now) &&
	    CMS_final(cms, in, NULL, flags) == 1)
		rc = take_der(cms, der);
	if (rc != 0)
		fail_crypto(_("the message cannot be signed"), err);
	CMS_ContentInfo_free(cms);
	BIO_free(in);
	return rc;
}

/* From the contents, as that of attachments is. */
static char *
make_boundary(const struct er_buf *entity)
{
	char *digest = mail_digest(entity->p, entity->n);
	struct er_buf b = {0};
	const char *p;

	er_buf_adds(&b, MAIL_BOUNDARY);
	for (p = strchr(digest, '=') + 1; *p != '\0'; p++)
		if (strchr("+/=", *p) == NULL)
			er_buf_addc(&b, *p);
	free(digest);
	return er_buf_steal(&b);
}

static void
add_signed(struct er_buf *out, const struct er_buf *entity,
    const struct er_buf *der)
{
	char *boundary = make_boundary(entity);

	er_buf_addf(out, "Content-Type: multipart/signed; micalg=sha-256;\r\n"
	    " protocol=\"application/pkcs7-signature\";\r\n"
	    " boundary=\"%s\"\r\n\r\n--%s\r\n", boundary, boundary);
	er_buf_add(out, entity->p, entity->n);
	er_buf_addf(out, "\r\n--%s\r\n"
	    "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n"
	    "Content-Transfer-Encoding: base64\r\n"
	    "Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n",
	    boundary);
	add_base64(out, der->p, der->n);
	er_buf_addf(out, "\r\n--%s--\r\n", boundary);
	free(boundary);
}

/* What From says is what a reader compares. */
static int
check_from(const struct mail_signer *s, const struct mail_scan *scan,
    struct er_err *err)
{
	const struct mail_raw *f = mail_scan_find(scan, "From");
	struct mail_list list = {0};
	bool known = false;
	char *names;
	size_t i;
	int rc = -1;

	if (f != NULL && mail_field_addresses(f, &list, err) != 0)
		goto out;
	for (i = 0; i < list.n; i++)
		known |= mail_certificate_names(s->certificate,
		    list.list[i].address);
	if (known) {
		rc = 0;
		goto out;
	}
	names = mail_certificate_addresses(s->certificate);
	er_fail(err, ER_CONFIG, _("the message is from '%s', but the "
	    "certificate in '%s' is for %s"),
	    list.n > 0 ? list.list[0].address : "", s->path, names);
	free(names);
out:
	mail_list_free(&list);
	return rc;
}

int
mail_sign(const struct mail_signer *s, const char *p, size_t n, time_t now,
    struct er_buf *out, struct er_err *err)
{
	struct mail_scan scan = {0};
	struct er_buf entity = {0}, der = {0};
	int rc = -1;

	if (mail_scan_message(p, n, &scan, err) != 0 ||
	    check_from(s, &scan, err) != 0)
		goto out;
	split(&scan, out, &entity);
	if (make_signature(s, &entity, now, &der, err) != 0)
		goto out;
	add_signed(out, &entity, &der);
	rc = 0;
out:
	er_buf_free(&entity);
	er_buf_free(&der);
	mail_scan_free(&scan);
	return rc;
}

/* ---- encrypted ---------------------------------------------------------- */

/* AES-256-CBC: what every reader of S/MIME has had since RFC 5751. */
static int
make_envelope(const struct mail_readers *r, const struct er_buf *entity,
    struct er_buf *der, struct er_err *err)
{
	BIO *in = BIO_new_mem_buf(entity->p, (int)entity->n);
	CMS_ContentInfo *cms = NULL;
	int rc = -1;

	if (in != NULL)
		cms = CMS_encrypt(r->list, in, EVP_aes_256_cbc(), CMS_BINARY);
	if (cms != NULL)
		rc = take_der(cms, der);
	if (rc != 0)
		fail_crypto(_("the message cannot be encrypted"), err);
	CMS_ContentInfo_free(cms);
	BIO_free(in);
	return rc;
}

int
mail_encrypt(const struct mail_readers *r, const char *p, size_t n,
    struct er_buf *out, struct er_err *err)
{
	struct mail_scan scan = {0};
	struct er_buf entity = {0}, der = {0};
	int rc = -1;

	if (mail_scan_message(p, n, &scan, err) != 0)
		goto out;
	split(&scan, out, &entity);
	if (make_envelope(r, &entity, &der, err) != 0)
		goto out;
	er_buf_adds(out, "Content-Type: application/pkcs7-mime; "
	    "smime-type=enveloped-data;\r\n name=\"smime.p7m\"\r\n"
	    "Content-Transfer-Encoding: base64\r\n"
	    "Content-Disposition: attachment; filename=\"smime.p7m\"\r\n\r\n");
	add_base64(out, der.p, der.n);
	rc = 0;
out:
	er_buf_free(&entity);
	er_buf_free(&der);
	mail_scan_free(&scan);
	return rc;
}
