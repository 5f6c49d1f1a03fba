/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A finished message taken apart. GMime is asked only where MIME must be
 * understood: encoded words of any charset, multiparts, and parts that have to
 * be encoded anew. All other bytes go through as they came, but for line ends.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <gmime/gmime.h>

#include "base/base.h"
#include "base/i18n.h"
#include "mail/mail-priv.h"
#include "mail/mail.h"

/* What a message's own transfer encoding says, when the body is encoded. */
struct recoded {
	struct er_buf body;
	const char *encoding;
	bool done;
};

static void
start_gmime(void)
{
	static bool started;

	if (!started)
		g_mime_init();
	started = true;
}

char *
mail_decode_text(const char *text)
{
	struct er_buf clean = {0};
	char *decoded;

	if (strstr(text, "=?") == NULL) {
		er_buf_adds(&clean, "");
		er_buf_addclean(&clean, text, strlen(text), strlen(text));
		return er_buf_steal(&clean);
	}
	start_gmime();
	decoded = g_mime_utils_header_decode_text(NULL, text);
	er_buf_adds(&clean, "");
	er_buf_addclean(&clean, decoded, strlen(decoded), strlen(decoded));
	g_free(decoded);
	return er_buf_steal(&clean);
}

/* ---- the body ---------------------------------------------------------- */

static void
note_warning(gint64 offset, GMimeParserWarning code, const gchar *item,
    gpointer fault)
{
	const char **why = fault;

	(void)offset;
	(void)item;
	if (*why != NULL)
		return;
	if (code == GMIME_WARN_TRUNCATED_MESSAGE)
		*why = _("the message was cut: the end of a multipart is "
		    "missing");
	else if (code == GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY)
		*why = _("Content-Type says multipart, but names no "
		    "boundary");
	else if (code == GMIME_CRIT_NESTING_OVERFLOW)
		*why = _("the message nests too many parts in one another");
	else if (code == GMIME_CRIT_CONFLICTING_HEADER
	    || code == GMIME_CRIT_CONFLICTING_PARAMETER)
		*why = _("a part contradicts itself about its content: a field "
		    "or parameter stands twice with different values");
}

/* Line ends as GMime counts them. */
static void
add_lf(struct er_buf *out, const char *p, size_t n)
{
	const char *end = p + n, *cr;

	while (p < end) {
		cr = memchr(p, '\r', (size_t)(end - p));
		if (cr == NULL)
			cr = end;
		er_buf_add(out, p, (size_t)(cr - p));
		p = cr < end ? cr + 1 : end;
	}
}

/* The MIME fields and the body, which is all that GMime needs to see. */
static GMimeMessage *
parse_mime(const struct mail_scan *scan, struct er_buf *text,
    struct er_err *err)
{
	GMimeParserOptions *options = g_mime_parser_options_new();
	const char *why = NULL;
	const struct mail_raw *f;
	GMimeMessage *message;
	GMimeParser *parser;
	GMimeStream *stream;

	for (f = scan->list; f < scan->list + scan->n; f++) {
		if (f->name.n < 8 || g_ascii_strncasecmp(f->name.p,
		    "Content-", 8) != 0)
			continue;
		add_lf(text, f->name.p,
		    (size_t)(f->value.p + f->value.n - f->name.p));
		er_buf_addc(text, '\n');
	}
	er_buf_addc(text, '\n');
	add_lf(text, scan->body.p, scan->body.n);
	stream = g_mime_stream_mem_new_with_buffer(text->p, text->n);
	parser = g_mime_parser_new_with_stream(stream);
	g_mime_parser_options_set_warning_callback(options, note_warning,
	    &why);
	message = g_mime_parser_construct_message(parser, options);
	if (why == NULL && (message == NULL
	    || g_mime_message_get_mime_part(message) == NULL))
		why = _("the message is not well-formed MIME");
	if (why != NULL) {
		er_fail(err, ER_DATA, "%s", why);
		if (message != NULL)
			g_object_unref(message);
		message = NULL;
	}
	g_object_unref(parser);
	g_object_unref(stream);
	g_mime_parser_options_free(options);
	return message;
}

/* Gives one part an encoding that travels; text stays readable. */
static int
encode_part(GMimePart *part, bool *changed, struct er_err *err)
{
	GMimeContentEncoding now = g_mime_part_get_content_encoding(part);
	GMimeContentEncoding best;
	GMimeContentType *type;

	/* A part that ends with its header has none, not an empty one. */
	if (g_mime_part_get_content(part) == NULL)
		return 0;
	if (now == GMIME_CONTENT_ENCODING_BASE64
	    || now == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
	    || now == GMIME_CONTENT_ENCODING_UUENCODE)
		return 0;
	best = g_mime_part_get_best_content_encoding(part,
	    GMIME_ENCODING_CONSTRAINT_7BIT);
	if (best != GMIME_CONTENT_ENCODING_BASE64
	    && best != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
		return 0;
	if (now == GMIME_CONTENT_ENCODING_BINARY) {
		er_fail(err, ER_DATA, _("a part is sent as 'binary', which "
		    "mail cannot carry: encode it as base64"));
		return -1;
	}
	type = g_mime_object_get_content_type(GMIME_OBJECT(part));
	if (g_mime_content_type_is_type(type, "text", "*"))
		best = GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
	g_mime_part_set_content_encoding(part, best);
	*changed = true;
	return 0;
}

/*
 * All parts, messages within messages included. GMime's own iterator shows no
 * containers, and a signed one must not be changed. The parser has bounded the
 * depth.
 */
static int
encode_parts(GMimeObject *object, bool is_signed, struct er_err *err)
{
	GMimeMultipart *parts;
	bool changed = false;
	GMimeMessage *inner;
	int i;

	if (GMIME_IS_MULTIPART(object)) {
		parts = GMIME_MULTIPART(object);
		is_signed = is_signed || GMIME_IS_MULTIPART_SIGNED(object);
		for (i = 0; i < g_mime_multipart_get_count(parts); i++)
			if (encode_parts(g_mime_multipart_get_part(parts, i),
			    is_signed, err) != 0)
				return -1;
	} else if (GMIME_IS_MESSAGE_PART(object)) {
		inner = g_mime_message_part_get_message(
		    GMIME_MESSAGE_PART(object));
		if (inner != NULL && g_mime_message_get_mime_part(inner))
			return encode_parts(g_mime_message_get_mime_part(inner),
			    is_signed, err);
	} else if (GMIME_IS_PART(object)) {
		if (encode_part(GMIME_PART(object), &changed, err) != 0)
			return -1;
	}
	if (!changed || !is_signed)
		return 0;
	er_fail(err, ER_DATA, _("a signed part holds bytes outside ASCII or "
	    "lines over 998 octets; encoding it would break the signature: "
	    "encode it, then sign it again"));
	return -1;
}

/* The body of the encoded message, and what its encoding is called now. */
static int
write_body(GMimeMessage *message, struct recoded *r, struct er_err *err)
{
	GMimeObject *top = g_mime_message_get_mime_part(message);
	GMimeStream *stream = g_mime_stream_mem_new();
	GByteArray *bytes;
	int rc = -1;

	if (g_mime_object_write_content_to_stream(top, NULL, stream) < 0) {
		er_fail(err, ER_DATA, _("the message cannot be encoded for "
		    "transport"));
		goto out;
	}
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	mail_add_crlf(&r->body, (const char *)bytes->data, bytes->len);
	if (!mail_is_7bit(r->body.p, r->body.n)) {
		er_fail(err, ER_DATA, _("the message holds bytes outside ASCII "
		    "or lines over 998 octets where they cannot be encoded"));
		goto out;
	}
	r->encoding = "7bit";
	if (GMIME_IS_PART(top))
		r->encoding = g_mime_content_encoding_to_string(
		    g_mime_part_get_content_encoding(GMIME_PART(top)));
	r->done = true;
	rc = 0;
out:
	g_object_unref(stream);
	return rc;
}

/* Text in a message that says nothing of its charset is UTF-8, or refused. */
static int
check_unlabelled(const struct mail_scan *scan, struct er_err *err)
{
	if (mail_scan_find(scan, "Content-Type") != NULL
	    || er_utf8_check(scan->body.p, scan->body.n) == scan->body.n)
		return 0;
	er_fail(err, ER_DATA, _("the text is not UTF-8, and no Content-Type "
	    "names its charset"));
	return -1;
}

static bool
is_composite(const struct mail_scan *scan)
{
	const struct mail_raw *f = mail_scan_find(scan, "Content-Type");
	struct er_slice s;

	if (f == NULL)
		return false;
	s = er_slice_trim(f->value);
	return (s.n > 10 && g_ascii_strncasecmp(s.p, "multipart/", 10) == 0)
	    || (s.n > 8 && g_ascii_strncasecmp(s.p, "message/", 8) == 0);
}

static int
prepare_body(const struct mail_scan *scan, struct recoded *r,
    struct er_err *err)
{
	bool fits = mail_is_7bit(scan->body.p, scan->body.n);
	struct er_buf text = {0};
	GMimeMessage *message;
	int rc = -1;

	if (fits && !is_composite(scan))
		return 0;
	if (check_unlabelled(scan, err) != 0)
		return -1;
	start_gmime();
	message = parse_mime(scan, &text, err);
	if (message != NULL && (fits
	    || (encode_parts(g_mime_message_get_mime_part(message), false,
	    err) == 0
	    && write_body(message, r, err) == 0)))
		rc = 0;
	if (message != NULL)
		g_object_unref(message);
	er_buf_free(&text);
	return rc;
}

/* ---- the whole --------------------------------------------------------- */

static int
check_digest(const struct mail_scan *scan, struct mail_message *m,
    struct er_err *err)
{
	const struct mail_raw *f = mail_scan_find(scan, MAIL_DIGEST_FIELD);
	char *digest;
	bool same;

	if (f == NULL)
		return 0;
	digest = mail_digest(scan->body.p, scan->body.n);
	same = er_slice_is(er_slice_trim(f->value), digest);
	free(digest);
	if (!same) {
		er_fail(err, ER_DATA, _("the report was changed or cut on its "
		    "way: its Report-Digest does not match; make it again"));
		return -1;
	}
	m->digest_present = true;
	return 0;
}

static void
read_labels(const struct mail_scan *scan, struct mail_message *m)
{
	const struct mail_raw *f = mail_scan_find(scan, "Subject");
	struct er_slice id;
	char *value;

	if (f != NULL) {
		value = mail_unfold(f);
		if (er_utf8_check(value, strlen(value)) == strlen(value))
			m->subject = mail_decode_text(value);
		free(value);
	}
	f = mail_scan_find(scan, "Report-Id");
	if (f == NULL)
		return;
	value = mail_unfold(f);
	id = (struct er_slice){ value, strlen(value) };
	if (id.n > 1 && id.p[0] == '<' && id.p[id.n - 1] == '>')
		id = (struct er_slice){ id.p + 1, id.n - 2 };
	if (id.n > 0)
		m->report_id = er_xstrndup(id.p, id.n);
	free(value);
}

/* The fields that go with a body encoded anew. */
static void
add_mime_fields(struct er_buf *out, const struct mail_scan *scan,
    const struct recoded *r, bool digest)
{
	char *value;

	if (mail_scan_find(scan, "MIME-Version") == NULL)
		er_buf_adds(out, "MIME-Version: 1.0\r\n");
	if (mail_scan_find(scan, "Content-Type") == NULL)
		er_buf_adds(out, "Content-Type: text/plain; "
		    "charset=utf-8\r\n");
	er_buf_addf(out, "Content-Transfer-Encoding: %s\r\n", r->encoding);
	if (digest) {
		value = mail_digest(r->body.p, r->body.n);
		er_buf_addf(out, "%s: %s\r\n", MAIL_DIGEST_FIELD, value);
		free(value);
	}
}

static int
write_message(const struct mail_scan *scan, struct mail_message *m,
    struct er_err *err)
{
	const char *drop[4] = { NULL };
	size_t n = 0;
	struct recoded r = {0};
	struct er_buf out = {0};
	int rc = -1;

	if (prepare_body(scan, &r, err) != 0)
		goto out;
	if (r.done) {
		drop[n++] = "Content-Transfer-Encoding";
		drop[n++] = MAIL_DIGEST_FIELD;
	}
	if (m->from.n == 0)
		drop[n++] = "From";
	if (mail_rewrite_header(&out, scan, drop, err) != 0)
		goto out;
	if (r.done)
		add_mime_fields(&out, scan, &r, m->digest_present);
	er_buf_adds(&out, "\r\n");
	if (r.done)
		er_buf_add(&out, r.body.p, r.body.n);
	else
		mail_add_crlf(&out, scan->body.p, scan->body.n);
	m->n = out.n;
	m->bytes = er_buf_steal(&out);
	rc = 0;
out:
	er_buf_free(&r.body);
	er_buf_free(&out);
	return rc;
}

int
mail_parse(const char *p, size_t n, unsigned flags,
    struct mail_message *message, struct er_err *err)
{
	struct mail_scan scan = {0};
	int rc = -1;

	*message = (struct mail_message){0};
	if (mail_scan_message(p, n, &scan, err) == 0
	    && check_digest(&scan, message, err) == 0
	    && mail_read_envelope(&scan, flags, message, err) == 0
	    && write_message(&scan, message, err) == 0) {
		read_labels(&scan, message);
		rc = 0;
	} else {
		mail_message_free(message);
	}
	mail_scan_free(&scan);
	return rc;
}

int
mail_message_set_from(struct mail_message *m, const char *from,
    struct er_err *err)
{
	struct mail_scan scan = {0};
	struct mail_list list = {0};
	struct er_buf out = {0};
	const char *why;
	size_t at;
	int rc = -1;

	/* Bcc may have been the only field. */
	if (m->bytes[0] != '\r'
	    && mail_scan_message(m->bytes, m->n, &scan, err) != 0)
		goto out;
	if (mail_scan_find(&scan, "From") != NULL) {
		rc = 0;
		goto out;
	}
	if (!mail_mailbox_check(from, strlen(from), &at, &why)
	    || !mail_list_parse(&list, from, strlen(from), &at, &why)) {
		/* TRANSLATORS: %s is the reason, a whole clause */
		er_fail(err, ER_DATA, _("the sender's address: %s"), why);
		goto out;
	}
	if (mail_header_add_list(&out, "From", &list, err) != 0)
		goto out;
	er_buf_add(&out, m->bytes, m->n);
	free(m->bytes);
	m->n = out.n;
	m->bytes = er_buf_steal(&out);
	if (m->from.n == 0)
		mail_list_add(&m->from, list.list[0].name,
		    list.list[0].address);
	rc = 0;
out:
	mail_scan_free(&scan);
	mail_list_free(&list);
	er_buf_free(&out);
	return rc;
}

void
mail_message_free(struct mail_message *m)
{
	free(m->bytes);
	free(m->subject);
	free(m->report_id);
	mail_list_free(&m->from);
	mail_list_free(&m->to);
	mail_list_free(&m->cc);
	mail_list_free(&m->bcc);
	*m = (struct mail_message){0};
}
