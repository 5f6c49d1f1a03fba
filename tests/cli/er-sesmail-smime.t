#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Signed and encrypted messages, by the judgement of openssl and of Python's
# email; which certificates are refused.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
need openssl
SES_FROM='Owner <owner@group.example>' SES_BCC=audit@group.example
ER_OUTBOX=$workdir/outbox/outbox.db ER_TRANSPORT=maildir:$workdir/Maildir
export SES_FROM SES_BCC ER_OUTBOX ER_TRANSPORT
umask 077
printf 'All is well.\nFrom here on \n.\nZürich\n' >body
printf 'a,b\n1,2\n' >figures.csv

# ---- certificates
cat >ca.cnf <<'END'
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical,CA:TRUE
[mail]
keyUsage = digitalSignature,keyEncipherment
extendedKeyUsage = emailProtection
[web]
extendedKeyUsage = serverAuth
END
authority() {
	openssl ecparam -name prime256v1 -genkey -noout -out ca.key
	openssl req -x509 -new -key ca.key -subj '/CN=Test CA' -days 3650 \
		-config ca.cnf -extensions ca -out ca.pem
}
# issue NAME ADDRESS SECTION [OPTION...]: NAME.pem for NAME.key, from the CA
issue() {
	issue_name=$1 issue_to=$2 issue_use=$3
	shift 3
	openssl req -new -key "$issue_name.key" -subj "/CN=$issue_name" \
		-config ca.cnf -out "$issue_name.csr" &&
	sed "/^\[$issue_use\]/a\\
subjectAltName = email:$issue_to" ca.cnf >"$issue_name.cnf" &&
	openssl x509 -req -in "$issue_name.csr" -CA ca.pem -CAkey ca.key \
		-CAcreateserial -extfile "$issue_name.cnf" \
		-extensions "$issue_use" -out "$issue_name.pem" "$@"
}
rsa() { openssl genrsa -out "$1" 2048; }
ec() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
{
	authority && rsa owner.key && ec ceo.key && rsa cto.key &&
	issue owner owner@group.example mail -days 30 &&
	issue ceo ceo@group.example mail -days 30 &&
	issue cto cto@group.example mail -days 30 &&
	cat owner.pem ca.pem owner.key >both.pem &&
	cp owner.key web.key && cp owner.key old.key && cp owner.key new.key &&
	issue web owner@group.example web -days 30 &&
	openssl genrsa -out short.key 1024 &&
	issue short owner@group.example mail -days 30 &&
	openssl pkey -in owner.key -aes256 -passout pass:secret -out locked.key
} >certificates.log 2>&1
ok $? 'certificates are made' || diag certificates.log

# new_mail: the one new message since the last call, as sent: without the
# fields that a Maildir and an outbox put before it
new_mail() {
	find Maildir/new -type f | sort >now
	touch seen
	comm -13 seen now | head -n 1
	cp now seen
}
verify() {
	openssl cms -verify -in "$1" -inform SMIME -CAfile ca.pem \
		-purpose smimesign -out "$2" 2>verify.err
}
send() { run_in body er-sesmail "$@" -s 'CEO report' ceo@group.example; }

# ---- signed
send --sign both.pem -b quiet@group.example -a figures.csv
status_is 0 'a signed message is sent'
empty err 'without a word on stderr'
mail=$(new_mail)
verify "$mail" inner
ok $? 'openssl verifies it' || diag verify.err
run_in body er-sesmail --dry-run -a figures.csv -s 'CEO report' \
	-b quiet@group.example ceo@group.example
sed '1,/^$/d' out | sed -n '/^Content-Type: multipart/,$p' >expected
cmp -s inner expected
ok $? 'what is signed is the message, byte for byte'
sed '/^Delivered-To:/d' "$mail" >bytes
hasnt bytes quiet@group.example 'Bcc is not in it'
hasnt bytes audit@group.example 'nor is the audit copy'
hasnt bytes 'PRIVATE KEY' 'nor is the key'
cat >look.py <<'END'
import email, email.policy, sys
with open(sys.argv[1], "rb") as f:
    m = email.message_from_binary_file(f, policy=email.policy.default)
print(m.get_content_type(), m.get_param("protocol"), m.get_param("micalg"))
print(m["from"], m["to"], m["subject"], m["mime-version"])
for part in m.walk():
    print(part.get_content_type(), part.get_filename(), len(part.defects))
print(m.get_body().get_content(), end="")
END
"$PYTHON" look.py "$mail" >got
cat >expected <<'END'
multipart/signed application/pkcs7-signature sha-256
Owner <owner@group.example> ceo@group.example CEO report 1.0
multipart/signed None 0
multipart/mixed None 0
text/plain None 0
text/csv figures.csv 0
application/pkcs7-signature smime.p7s 0
All is well.
From here on 
.
Zürich
END
same got expected 'Python reads it'
sed 's/All is well/All is fell/' "$mail" >changed
! verify changed inner
ok $? 'a changed text is found out'
has verify.err 'verification failure' 'and by the signature'

# ---- a whole message, and a key of its own
printf '%s\n' 'From: owner@GROUP.example' 'To: ceo@group.example' \
	'Bcc: quiet@group.example' 'Subject: whole' '' 'Text.' >whole
run_in whole er-sesmail -t --sign owner.pem --sign-key owner.key
status_is 0 'a whole message is signed, the key in another file'
mail=$(new_mail)
verify "$mail" inner
ok $? 'openssl verifies it' || diag verify.err
printf 'Content-Type: text/plain; charset=us-ascii\r\n\r\nText.\r\n' >expected
cmp -s inner expected
ok $? 'a text without a type is given one'
sed '/^Delivered-To:/d' "$mail" >bytes
hasnt bytes quiet@group.example 'Bcc is not in it'
SES_FROM=ceo@group.example send --sign ceo.pem --sign-key ceo.key
status_is 0 'an EC key signs'
verify "$(new_mail)" inner
ok $? 'openssl verifies it' || diag verify.err

# ---- a report with its digest
printf 'CEO report - DATA: FRESH\nAll is well.\n' >text
{
	printf 'From: owner@group.example\nTo: ceo@group.example\n'
	printf 'Report-Digest: sha-256=%s\n\n' "$(awk '{ printf "%s\r\n", $0 }' text |
		openssl dgst -sha256 -binary | openssl base64)"
	cat text
} >report
run_in report er-sesmail -t --sign both.pem
status_is 0 'a report with a digest is signed'
mail=$(new_mail)
verify "$mail" inner
has inner Report-Digest: 'its digest stays with the text'
tr -d '\r' <"$mail" | sed '/^$/,$d' >header
hasnt header Report-Digest 'and is not over what it does not fit'

# ---- sent once: by the message, not by the signature
SES_FROM=ceo@group.example
send --sign ceo.pem --sign-key ceo.key --key monday
status_is 0 'a signed message with a key'
new_mail >/dev/null
id=$(cat out)
send --sign ceo.pem --sign-key ceo.key --key monday
status_is 0 'signed anew'
is "$(cat out)" "$id" 'it is the same message'
is "$(new_mail)" '' 'and is not sent again'
printf 'Another text.\n' >body2
run_in body2 er-sesmail --sign ceo.pem --sign-key ceo.key --key monday \
	-s 'CEO report' ceo@group.example
status_is 65 'another text is another message'
SES_FROM=owner@group.example

# ---- encrypted
# decrypt MAIL NAME: as the one named
decrypt() {
	openssl cms -decrypt -in "$1" -inform SMIME -recip "$2.pem" \
		-inkey "$2.key" -out "$3" 2>decrypt.err
}
send --encrypt ceo.pem --encrypt cto.pem -c cto@group.example
status_is 0 'an encrypted message is sent'
mail=$(new_mail)
hasnt "$mail" 'All is' 'the text is not to be read'
has "$mail" 'Subject: CEO report' 'the subject is'
for who in ceo cto; do
	decrypt "$mail" "$who" inner
	ok $? "$who can decrypt it" || diag decrypt.err
	has inner 'All is well.' 'to the text'
done
! decrypt "$mail" owner inner
ok $? 'the sender, not named, cannot'
send --sign both.pem --encrypt ceo.pem
status_is 0 'signed and encrypted'
mail=$(new_mail)
"$PYTHON" look.py "$mail" 2>/dev/null | head -n 3 >got
cat >expected <<'END'
application/pkcs7-mime None None
owner@group.example ceo@group.example CEO report 1.0
application/pkcs7-mime smime.p7m 0
END
same got expected 'Python reads it'
decrypt "$mail" ceo inner && verify inner text
ok $? 'decrypted, the signature holds' || diag decrypt.err verify.err
has text 'All is well.' 'over the text'

# ---- refused, and nothing is kept
before=$(er-sesmail --list | wc -l)
# refused STATUS WORDS NAME OPTION...
refused() {
	refused_status=$1 refused_words=$2 refused_name=$3
	shift 3
	send "$@"
	status_is "$refused_status" "$refused_name is refused"
	has err "$refused_words" 'with the reason'
}
refused 66 'cannot open' 'a file that is not there' --sign none.pem
refused 78 'holds no private key' 'a certificate without a key' \
	--sign owner.pem
refused 78 'holds no certificate' 'a key without a certificate' \
	--sign owner.key
chmod 640 both.pem
refused 78 "chmod 600 'both.pem'" 'a key that the group can read' \
	--sign both.pem
chmod 600 both.pem
chmod 604 owner.key
refused 78 "chmod 600 'owner.key'" 'a key that all can read' \
	--sign owner.pem --sign-key owner.key
chmod 600 owner.key
refused 78 'has a passphrase' 'a key with a passphrase' \
	--sign owner.pem --sign-key locked.key
refused 78 'is not that of the first certificate' 'the key of another' \
	--sign owner.pem --sign-key cto.key
refused 78 'is for ceo@group.example' 'the certificate of another' \
	--sign ceo.pem --sign-key ceo.key
refused 78 'is not for signing mail' 'the certificate of a web server' \
	--sign web.pem --sign-key web.key
refused 78 'has only 1024 bits' 'a short key' \
	--sign short.pem --sign-key short.key
sed 's/^\(M[A-Za-z0-9]\{9\}\)../\1AA/' owner.key >broken.key
refused 78 'cannot be read' 'a damaged key' \
	--sign owner.pem --sign-key broken.key
hasnt err MII 'of which nothing is shown'
refused 64 --sign 'a key without --sign' --sign-key owner.key
refused 65 "'cto@group.example' could not read" 'a reader without one' \
	--encrypt ceo.pem -c cto@group.example
refused 65 'everybody sees' 'a hidden reader' --encrypt ceo.pem \
	--encrypt cto.pem -b cto@group.example
refused 78 'is not for encrypting mail' 'to encrypt for a web server' \
	--encrypt web.pem
run er-sesmail --flush --sign both.pem
status_is 64 'what is in the outbox is not signed'

# ---- out of time
days() { "$PYTHON" -c '
import datetime, sys
day = datetime.datetime.now(datetime.timezone.utc)
day += datetime.timedelta(int(sys.argv[1]))
print(day.strftime(sys.argv[2]))' "$1" "$2"; }
old_from=$(days -20 %Y%m%d) old_to=$(days -10 %Y-%m-%d)
new_from=$(days 10 %Y-%m-%d) new_to=$(days 20 %Y%m%d)
# dated NAME FROM TO: the days from and to which it holds
dated() {
	openssl ca -batch -config dated.cnf -in "$1.csr" -cert ca.pem \
		-keyfile ca.key -out "$1.pem" -notext -md sha256 \
		-startdate "$(echo "${2}000000Z" | tr -d -)" \
		-enddate "$(echo "${3}000000Z" | tr -d -)"
}
cat >dated.cnf <<'END'
[ca]
default_ca = d
[d]
dir = .
new_certs_dir = .
database = index.txt
serial = serial.txt
policy = any
unique_subject = no
x509_extensions = v
[any]
commonName = supplied
[v]
subjectAltName = email:owner@group.example
END
: >index.txt
echo 7001 >serial.txt
{
	issue old owner@group.example mail -days 1 &&
	issue new owner@group.example mail -days 1 &&
	dated old "$old_from" "$old_to" &&
	dated new "$new_from" "$new_to"
} >dated.log 2>&1
ok $? 'an old and a new certificate are made' || diag dated.log
refused 78 "has expired on $old_to" 'an expired certificate' \
	--sign old.pem --sign-key old.key
refused 78 "not valid before $new_from" 'one of the future' \
	--sign new.pem --sign-key new.key
is "$(er-sesmail --list | wc -l)" "$before" 'nothing of this was kept'
done_testing
