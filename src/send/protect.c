/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A message signed and encrypted before it comes into the outbox. A signature
 * is over all of it, so it is held in memory.
 */
#include "config.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "send/send-priv.h"

static int
take_content(const struct send_mail *mail, struct er_buf *b,
    struct er_err *err)
{
	size_t n = mail->content.n;

	if (n <= SEND_BYTES_MAX &&
	    er_bytes_read(&mail->content, 0, er_buf_extend(b, n), n))
		return 0;
	er_fail(err, n > SEND_BYTES_MAX ? ER_DATA : ER_IO,
	    n > SEND_BYTES_MAX ? _("the message is too large for SES") :
	    _("an attachment cannot be read"));
	return -1;
}

static int
sign(const struct send_settings *s, struct er_buf *message,
    struct er_err *err)
{
	struct mail_signer *signer = mail_signer_open(s->sign, s->sign_key,
	    s->now, err);
	struct er_buf out = {0};
	int rc = -1;

	if (signer != NULL)
		rc = mail_sign(signer, message->p, message->n, s->now, &out,
		    err);
	er_buf_free(message);
	*message = out;
	mail_signer_close(signer);
	return rc;
}

static int
check_readers(const struct mail_readers *readers,
    const struct outbox_addresses *to, struct er_err *err)
{
	size_t i;

	for (i = 0; i < to->n; i++)
		if (!mail_readers_has(readers, to->list[i])) {
			er_fail(err, ER_DATA, _("'%s' could not read the "
			    "message: no certificate of --encrypt is for that "
			    "address"), to->list[i]);
			return -1;
		}
	return 0;
}

static int
encrypt(const struct send_settings *s, const struct outbox_envelope *envelope,
    struct er_buf *message, struct er_err *err)
{
	struct mail_readers *readers;
	struct er_buf out = {0};
	int rc = -1;

	/* An encrypted message names every certificate that opens it. */
	if (envelope->bcc.n > 0) {
		er_fail(err, ER_DATA, _("with --encrypt everybody sees who can "
		    "read the message: send '%s', who is not to be seen, one "
		    "of his own"), envelope->bcc.list[0]);
		return -1;
	}
	readers = mail_readers_open(s->encrypt, s->nencrypt, s->now, err);
	if (readers != NULL && check_readers(readers, &envelope->to, err) == 0
	    && check_readers(readers, &envelope->cc, err) == 0)
		rc = mail_encrypt(readers, message->p, message->n, &out, err);
	er_buf_free(message);
	*message = out;
	mail_readers_close(readers);
	return rc;
}

int
send_protect(const struct send_settings *s, struct send_mail *mail,
    struct er_err *err)
{
	struct er_buf b = {0};
	int rc;

	mail->given = mail->content;
	if (s->sign == NULL && s->nencrypt == 0)
		return 0;
	rc = take_content(mail, &b, err);
	if (rc == 0 && s->sign != NULL)
		rc = sign(s, &b, err);
	if (rc == 0 && s->nencrypt > 0)
		rc = encrypt(s, &mail->envelope, &b, err);
	if (rc == 0) {
		mail->content = (struct er_bytes){ .p = b.p, .n = b.n };
		mail->sealed = er_buf_steal(&b);
	}
	er_buf_free(&b);
	return rc;
}
