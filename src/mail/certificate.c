/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificates and keys from PEM files, and whether they are fit for use: what
 * a mail reader would not accept is refused here, before it is sent. Nobody is
 * ever asked for a passphrase; no word of a key stands in an error.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/base.h"
#include "base/i18n.h"
#include "mail/mail-priv.h"
#include "mail/mail.h"

enum {
	PEM_MAX = 256 * 1024,
	STRENGTH_MIN = 112	/* bits: RSA of 2048 */
};

/* ---- the file ----------------------------------------------------------- */

/* Read into one block that is wiped: nothing of a key stays elsewhere. */
struct pem {
	const char *path;
	char *p;		/* with a NUL */
	size_t n;
	mode_t mode;
};

static void
pem_free(struct pem *pem)
{
	er_wipe(pem->p, pem->n);
	free(pem->p);
	*pem = (struct pem){0};
}

static ssize_t
read_all(int fd, struct pem *pem)
{
	ssize_t got;

	do {
		got = read(fd, pem->p + pem->n, PEM_MAX - pem->n);
		if (got > 0)
			pem->n += (size_t)got;
	} while ((got > 0 && pem->n < PEM_MAX) || (got < 0 && errno == EINTR));
	pem->p[pem->n] = '\0';
	return got;
}

static int
pem_read(const char *path, struct pem *pem, struct er_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat st;
	int rc = -1;

	*pem = (struct pem){ .path = path, .p = er_xcalloc(PEM_MAX + 1, 1) };
	if (fd < 0 || fstat(fd, &st) != 0)
		er_fail(err, ER_NOINPUT, _("cannot open '%s': %s"), path,
		    strerror(errno));
	else if (read_all(fd, pem) < 0)
		er_fail(err, ER_IO, _("cannot read '%s': %s"), path,
		    strerror(errno));
	else if (pem->n == PEM_MAX)
		er_fail(err, ER_CONFIG, _("'%s' is too large for a file with a "
		    "certificate or a key"), path);
	else {
		pem->mode = st.st_mode;
		rc = 0;
	}
	if (fd >= 0)
		close(fd);
	return rc;
}

/* The first certificate, and in others (if it is not NULL) those behind it. */
static X509 *
pem_certificate(const struct pem *pem, STACK_OF(X509) *others,
    struct er_err *err)
{
	BIO *bio = BIO_new_mem_buf(pem->p, (int)pem->n);
	X509 *first = PEM_read_bio_X509(bio, NULL, NULL, NULL), *next;

	if (first == NULL)
		er_fail(err, ER_CONFIG, _("'%s' holds no certificate in PEM "
		    "form (-----BEGIN CERTIFICATE-----)"), pem->path);
	while (first != NULL && others != NULL &&
	    (next = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL)
		if (sk_X509_push(others, next) <= 0)
			X509_free(next);
	BIO_free(bio);
	ERR_clear_error();
	return first;
}

static int
note_passphrase(char *to, int size, int writing, void *closure)
{
	(void)to;
	(void)size;
	(void)writing;
	*(bool *)closure = true;
	return -1;
}

static EVP_PKEY *
pem_key(const struct pem *pem, struct er_err *err)
{
	bool locked = false;
	EVP_PKEY *key = NULL;
	BIO *bio;

	if (strstr(pem->p, "PRIVATE KEY-----") == NULL) {
		er_fail(err, ER_CONFIG, _("'%s' holds no private key in PEM "
		    "form; name the file that does with --sign-key"),
		    pem->path);
		return NULL;
	}
	if ((pem->mode & (S_IRWXG | S_IRWXO)) != 0) {
		er_fail(err, ER_CONFIG, _("'%s' holds a private key and is "
		    "open to others than its owner (mode %03o): "
		    "chmod 600 '%s'"), pem->path,
		    (unsigned)pem->mode & 0777, pem->path);
		return NULL;
	}
	bio = BIO_new_mem_buf(pem->p, (int)pem->n);
	key = PEM_read_bio_PrivateKey(bio, NULL, note_passphrase, &locked);
	if (key == NULL && locked)
		er_fail(err, ER_CONFIG, _("the private key in '%s' has a "
		    "passphrase, for which nobody can be asked here; 'openssl "
		    "pkey' writes it without one"), pem->path);
	else if (key == NULL)
		er_fail(err, ER_CONFIG, _("the private key in '%s' cannot be "
		    "read: it is damaged, or of an unknown kind"), pem->path);
	BIO_free(bio);
	ERR_clear_error();
	return key;
}

/* ---- what a certificate is good for ------------------------------------- */

static void
print_day(const ASN1_TIME *time, char out[11])
{
	struct tm tm = {0};
	struct er_date day = { 1, 1, 1 };

	if (ASN1_TIME_to_tm(time, &tm) == 1)
		day = (struct er_date){ tm.tm_year + 1900, tm.tm_mon + 1,
		    tm.tm_mday };
	er_date_print(day, out);
}

static int
check_time(const char *path, const X509 *cert, time_t now, struct er_err *err)
{
	const ASN1_TIME *from = X509_get0_notBefore(cert);
	const ASN1_TIME *to = X509_get0_notAfter(cert);
	char day[11];

	if (X509_cmp_time(to, &now) <= 0) {
		print_day(to, day);
		er_fail(err, ER_CONFIG, _("the certificate in '%s' has expired "
		    "on %s; have it renewed"), path, day);
		return -1;
	}
	if (X509_cmp_time(from, &now) >= 0) {
		print_day(from, day);
		er_fail(err, ER_CONFIG, _("the certificate in '%s' is not "
		    "valid before %s (is the clock right?)"), path, day);
		return -1;
	}
	return 0;
}

/* purpose: one of OpenSSL's for S/MIME. */
static int
check_use(const char *path, X509 *cert, int purpose, time_t now,
    struct er_err *err)
{
	const EVP_PKEY *key = X509_get0_pubkey(cert);
	int type = key != NULL ? EVP_PKEY_get_base_id(key) : 0;

	if (check_time(path, cert, now, err) != 0)
		return -1;
	if (type != EVP_PKEY_RSA && type != EVP_PKEY_EC) {
		er_fail(err, ER_CONFIG, _("the certificate in '%s' is neither "
		    "for an RSA nor for an EC key; mail readers know no "
		    "others"), path);
		return -1;
	}
	if (EVP_PKEY_get_security_bits(key) < STRENGTH_MIN) {
		er_fail(err, ER_CONFIG, _("the key of the certificate in '%s' "
		    "has only %d bits; RSA takes 2048 or more"), path,
		    EVP_PKEY_get_bits(key));
		return -1;
	}
	if (X509_check_purpose(cert, purpose, 0) == 1)
		return 0;
	er_fail(err, ER_CONFIG, purpose == X509_PURPOSE_SMIME_SIGN ?
	    _("the certificate in '%s' is not for signing mail, as its key "
	    "usage says") :
	    _("the certificate in '%s' is not for encrypting mail, as its key "
	    "usage says"), path);
	return -1;
}

bool
mail_certificate_names(struct x509_st *cert, const char *address)
{
	return X509_check_email(cert, address, 0, 0) == 1;
}

char *
mail_certificate_addresses(struct x509_st *cert)
{
	STACK_OF(OPENSSL_STRING) *list = X509_get1_email(cert);
	struct er_buf b = {0};
	const char *address;
	int i;

	for (i = 0; i < sk_OPENSSL_STRING_num(list); i++) {
		address = sk_OPENSSL_STRING_value(list, i);
		er_buf_adds(&b, i > 0 ? ", " : "");
		er_buf_addclean(&b, address, strlen(address), strlen(address));
	}
	if (b.n == 0)
		er_buf_adds(&b, _("no address"));
	X509_email_free(list);
	return er_buf_steal(&b);
}

/* ---- who signs ---------------------------------------------------------- */

static int
read_signer(struct mail_signer *s, const char *key_path, time_t now,
    struct er_err *err)
{
	struct pem cert = {0}, key = {0};
	int rc = -1;

	if (pem_read(s->path, &cert, err) != 0 ||
	    (key_path != NULL && pem_read(key_path, &key, err) != 0))
		goto out;
	s->certificate = pem_certificate(&cert, s->others, err);
	if (s->certificate == NULL)
		goto out;
	s->key = pem_key(key_path != NULL ? &key : &cert, err);
	if (s->key == NULL || check_use(s->path, s->certificate,
	    X509_PURPOSE_SMIME_SIGN, now, err) != 0)
		goto out;
	if (X509_check_private_key(s->certificate, s->key) != 1)
		er_fail(err, ER_CONFIG, _("the private key in '%s' is not that "
		    "of the first certificate in '%s'"),
		    key_path != NULL ? key_path : s->path, s->path);
	else
		rc = 0;
out:
	pem_free(&cert);
	pem_free(&key);
	ERR_clear_error();
	return rc;
}

struct mail_signer *
mail_signer_open(const char *certificate, const char *key, time_t now,
    struct er_err *err)
{
	struct mail_signer *s = er_xcalloc(1, sizeof *s);

	s->path = certificate;
	s->others = sk_X509_new_null();
	if (read_signer(s, key, now, err) == 0)
		return s;
	mail_signer_close(s);
	return NULL;
}

void
mail_signer_close(struct mail_signer *s)
{
	if (s == NULL)
		return;
	X509_free(s->certificate);
	sk_X509_pop_free(s->others, X509_free);
	EVP_PKEY_free(s->key);
	free(s);
}

/* ---- who can read ------------------------------------------------------- */

struct mail_readers *
mail_readers_open(const char *const *paths, size_t n, time_t now,
    struct er_err *err)
{
	struct mail_readers *r = er_xcalloc(1, sizeof *r);
	struct pem pem = {0};
	X509 *cert;
	size_t i;

	r->list = sk_X509_new_null();
	for (i = 0; i < n && err->cls == ER_NONE; i++) {
		cert = NULL;
		if (pem_read(paths[i], &pem, err) == 0)
			cert = pem_certificate(&pem, NULL, err);
		pem_free(&pem);
		if (cert != NULL)
			check_use(paths[i], cert, X509_PURPOSE_SMIME_ENCRYPT,
			    now, err);
		if (cert != NULL && sk_X509_push(r->list, cert) <= 0)
			X509_free(cert);
	}
	ERR_clear_error();
	if (err->cls == ER_NONE)
		return r;
	mail_readers_close(r);
	return NULL;
}

bool
mail_readers_has(const struct mail_readers *r, const char *address)
{
	int i;

	for (i = 0; i < sk_X509_num(r->list); i++)
		if (mail_certificate_names(sk_X509_value(r->list, i), address))
			return true;
	return false;
}

void
mail_readers_close(struct mail_readers *r)
{
	if (r == NULL)
		return;
	sk_X509_pop_free(r->list, X509_free);
	free(r);
}
