# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# An endpoint that plays Amazon SES on loopback, for command line tests:
#
#     . "${SRCDIR:?}/tests/lib.sh"
#     . "${SRCDIR:?}/tests/endpoint/endpoint.sh"
#     endpoint_start                     # sets and exports what AWS needs
#     endpoint_behave throttle throttle ok
#     run er-sesmail ...
#     is "$(endpoint_count)" 1 'one message arrived'
#     grep -q 'Subject: CEO report' "$ENDPOINT_DIR/1.eml"
#     endpoint_stop                      # or let the end of the test do it
#
# endpoint_start [--plain] [--bad-cert wrong-host|expired|unknown-ca]
#         [--clock SECONDS] [--tls 1.1] [--token TOKEN] [--region REGION]
#     Starts it (a new one beside the old, if there is one) and exports
#     AWS_ENDPOINT_URL_SESV2, AWS_CA_BUNDLE, AWS_REGION, AWS_ACCESS_KEY_ID,
#     AWS_SECRET_ACCESS_KEY, with --token AWS_SESSION_TOKEN. --clock is how far
#     its clock is ahead. ENDPOINT_DIR holds, for the Nth message that it
#     took, N.eml (the message) and N.json (Destination, MessageId and so on),
#     and `log`, a line for each request: method, path, behaviour, status,
#     MessageId or reason ("-": not taken); and `times`, for each answer the
#     time in seconds and the status.
# endpoint_behave LINE...
#     What it does with the next requests, one LINE each; the last is repeated.
#     Without this it is `ok` for all.
# endpoint_account JSON     is what GetAccount answers from now on; without it
#     that these keys may not ask.
# endpoint_facts JSON       is what it answers to other questions, and how; see
#     reads.py. GetCallerIdentity of STS is answered too, where
#     AWS_ENDPOINT_URL_STS names this endpoint.
# endpoint_count    prints how many messages it took.
# endpoint_requests prints how many requests it saw.
# endpoint_stop     stops the last one started.
#
# keys_start [--authorization TEXT] [--lifetime SECONDS]
#     After endpoint_start --token: moves its keys from the environment to a
#     server that gives them out as STS, as a container's endpoint
#     (/container) and as EC2's metadata service do. KEYS_URL is its URL,
#     KEYS_DIR/log its requests; what is written to KEYS_DIR/say it answers
#     instead (a line with the status, then the body). SIGNER_ID and
#     SIGNER_SECRET are keys that may ask it for those of a role.
#
# sink_start RECORD [MILLISECONDS-BEFORE-EACH-ANSWER]
#     A faster one, over plain HTTP, that takes everything unseen: RECORD has a
#     line for each message, its id in the outbox and the time in ms. Sets what
#     AWS needs as endpoint_start does. sink_stop ends it, sink_kill cuts it off.
#
# smtp_start [OPTION]...
#     A server for submission (smtp.py says what it is told by SMTP_DIR/script,
#     and by OPTIONs); SMTP_URL is its transport's name. Sets AWS_CA_BUNDLE.
# smtp_behave LINE...   what it does in the next connections
# smtp_count    how many messages it took
#
# Behaviours (the name, then words):
#     ok                      checks signature (botocore), JSON (service model)
#                             and message (CR LF, no Bcc, ...) and takes it, or
#                             answers with SES's error
#     throttle                429 TooManyRequestsException
#     fail STATUS NAME TEXT...     SES's error, NAME in x-amzn-ErrorType
#     fail-body STATUS NAME TEXT...  the same, NAME only in the body
#     bare STATUS             a page of HTML, as a proxy answers
#     lie [BODY...]           200 with BODY instead of a MessageId; or HTML
#     redirect                307 to itself
#     huge                    200 with 64 MB
#     huge-header             200 with a header of 64 MB
#     drip                    200, 20 bytes a second
#     stall                   reads the request and never answers
#     cut-accept stall-accept  before TLS (for a new connection)
#     cut-before              after TLS, before the request (new connection)
#     cut-request             after a quarter of the request's body: that the
#                             rest was not sent shows only with some megabytes
#     cut-after               after the request, before the answer
#     cut-answer              in the answer
# All but ok and the connection's own take +keep as a further word: the message
# was taken though the answer does not say so. fail and throttle take
# +retry-after=SECONDS, +retry-at=SECONDS (the same as a date) and
# +retry-ms=MILLISECONDS (x-amz-retry-after). With +close the connection is closed after the answer,
# without a word about it.

# endpoint_make_certs: a CA and what it signed, in ./certs, once.
endpoint_make_certs() {
	[ -s certs/good.pem ] && return
	mkdir -p certs
	endpoint_make_ca certs/ca
	endpoint_make_ca certs/unknown-ca
	endpoint_make_cert good certs/ca localhost
	endpoint_make_cert wrong-host certs/ca elsewhere.example
	endpoint_make_cert unknown-ca certs/unknown-ca localhost
	endpoint_make_expired
} >certs.log 2>&1

endpoint_new_key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'

# endpoint_make_ca BASE
endpoint_make_ca() {
	# shellcheck disable=SC2086 # several words
	openssl req -x509 $endpoint_new_key -days 2 -subj '/CN=er-tools test CA' \
		-keyout "$1.key" -out "$1.crt"
}

# endpoint_make_cert NAME CA HOST
endpoint_make_cert() {
	# shellcheck disable=SC2086 # several words
	openssl req -x509 $endpoint_new_key -days 2 -subj "/CN=$3" \
		-CA "$2.crt" -CAkey "$2.key" -addext "subjectAltName=DNS:$3" \
		-addext basicConstraints=critical,CA:FALSE \
		-keyout "certs/$1.pem" -out "certs/$1.crt" &&
		cat "certs/$1.crt" >>"certs/$1.pem"
}

# A day in 2020: only `openssl ca` takes the dates.
endpoint_make_expired() (
	cd certs && : >index || exit
	cat >ca.cnf <<-'EOT'
		[ca]
		default_ca = test
		[test]
		database = index
		new_certs_dir = .
		rand_serial = yes
		default_md = sha256
		policy = policy
		x509_extensions = extensions
		[policy]
		commonName = supplied
		[extensions]
		subjectAltName = DNS:localhost
	EOT
	# shellcheck disable=SC2086 # several words
	openssl req $endpoint_new_key -subj /CN=localhost -keyout expired.pem \
		-out expired.csr &&
		openssl ca -batch -config ca.cnf -notext -cert ca.crt \
			-keyfile ca.key -in expired.csr -out expired.crt \
			-startdate 20200101000000Z -enddate 20200102000000Z &&
		cat expired.crt >>expired.pem
)

endpoint_number=0
endpoint_start() {
	endpoint_cert=good
	endpoint_options='' endpoint_scheme=https
	AWS_REGION=us-west-2
	AWS_ACCESS_KEY_ID=AKIATESTTESTTESTTEST
	AWS_SECRET_ACCESS_KEY=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
	unset AWS_SESSION_TOKEN
	while [ $# -gt 0 ]; do
		case $1 in
		--plain) endpoint_scheme=http endpoint_options="$endpoint_options $1"; shift; continue ;;
		--bad-cert) endpoint_cert=$2 ;;
		--region) AWS_REGION=$2 endpoint_options="$endpoint_options $1 $2" ;;
		--token) AWS_SESSION_TOKEN=$2 endpoint_options="$endpoint_options $1 $2"
			export AWS_SESSION_TOKEN ;;
		*) endpoint_options="$endpoint_options $1 $2" ;;
		esac
		shift 2
	done
	endpoint_make_certs
	endpoint_number=$((endpoint_number + 1))
	ENDPOINT_DIR=$PWD/endpoint.$endpoint_number
	mkdir "$ENDPOINT_DIR"
	# shellcheck disable=SC2086 # several words
	"$PYTHON" -B "$SRCDIR/tests/endpoint/endpoint.py" --dir "$ENDPOINT_DIR" \
		--script "$ENDPOINT_DIR/script" --cert "certs/$endpoint_cert.pem" \
		--key-id "$AWS_ACCESS_KEY_ID" --secret "$AWS_SECRET_ACCESS_KEY" \
		$endpoint_options >"$ENDPOINT_DIR/stdout" 2>&1 &
	ENDPOINT_PID=$!
	add_cleanup "kill $ENDPOINT_PID 2>/dev/null"
	endpoint_wait || { diag certs.log "$ENDPOINT_DIR/stdout"; return 1; }
	AWS_ENDPOINT_URL_SESV2=$endpoint_scheme://localhost:$(cat "$ENDPOINT_DIR/port")
	AWS_CA_BUNDLE=$PWD/certs/ca.crt
	export AWS_ENDPOINT_URL_SESV2 AWS_CA_BUNDLE AWS_REGION AWS_ACCESS_KEY_ID \
		AWS_SECRET_ACCESS_KEY ENDPOINT_DIR
}

# endpoint_wait: until it is ready, at most 10 seconds.
endpoint_wait() {
	endpoint_tries=0
	until [ -s "$ENDPOINT_DIR/port" ]; do
		endpoint_tries=$((endpoint_tries + 1))
		[ $endpoint_tries -lt 200 ] && kill -0 "$ENDPOINT_PID" 2>/dev/null ||
			return 1
		sleep 0.05
	done
}

# shellcheck disable=SC2034 # for the tests
keys_start() {
	KEYS_DIR=$PWD/keys SIGNER_ID=AKIASIGNERSIGNER0000
	SIGNER_SECRET=notARealKeyEither/ButOfTheLength+OfThese
	mkdir -p "$KEYS_DIR"
	: >"$KEYS_DIR/log"
	"$PYTHON" -B "$SRCDIR/tests/endpoint/keys.py" --dir "$KEYS_DIR" \
		--region "$AWS_REGION" --signer "$SIGNER_ID" "$SIGNER_SECRET" \
		--given "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" \
		"$AWS_SESSION_TOKEN" "$@" >"$KEYS_DIR/stdout" 2>&1 &
	KEYS_PID=$!
	add_cleanup "kill $KEYS_PID 2>/dev/null"
	ENDPOINT_DIR=$KEYS_DIR ENDPOINT_PID=$KEYS_PID endpoint_wait || {
		diag "$KEYS_DIR/stdout"
		return 1
	}
	KEYS_URL=http://localhost:$(cat "$KEYS_DIR/port")
	unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
}

smtp_number=0
smtp_start() {
	endpoint_make_certs
	smtp_number=$((smtp_number + 1))
	SMTP_DIR=$PWD/smtp.$smtp_number smtp_scheme=smtp
	mkdir "$SMTP_DIR"
	case " $* " in
	*' --tls implicit '*) smtp_scheme=smtps ;;
	esac
	"$PYTHON" -B "$SRCDIR/tests/endpoint/smtp.py" --dir "$SMTP_DIR" \
		--cert "${SMTP_CERT-certs/good.pem}" "$@" >"$SMTP_DIR/stdout" 2>&1 &
	SMTP_PID=$!
	add_cleanup "kill $SMTP_PID 2>/dev/null"
	ENDPOINT_DIR=$SMTP_DIR ENDPOINT_PID=$SMTP_PID endpoint_wait || {
		diag "$SMTP_DIR/stdout"
		return 1
	}
	SMTP_URL=$smtp_scheme://localhost:$(cat "$SMTP_DIR/port")
	AWS_CA_BUNDLE=$PWD/certs/ca.crt
	export AWS_CA_BUNDLE SMTP_DIR SMTP_URL
}

smtp_behave() {
	printf '%s\n' "$@" >"$SMTP_DIR/script.new"
	mv "$SMTP_DIR/script.new" "$SMTP_DIR/script"
}

smtp_count() { find "$SMTP_DIR" -name '*.json' | wc -l | tr -d ' '; }

endpoint_behave() {
	printf '%s\n' "$@" >"$ENDPOINT_DIR/script.new"
	mv "$ENDPOINT_DIR/script.new" "$ENDPOINT_DIR/script"
}

endpoint_account() {
	printf '%s\n' "$1" >"$ENDPOINT_DIR/account.new"
	mv "$ENDPOINT_DIR/account.new" "$ENDPOINT_DIR/account"
}

endpoint_facts() {
	printf '%s\n' "$1" >"$ENDPOINT_DIR/facts.new"
	mv "$ENDPOINT_DIR/facts.new" "$ENDPOINT_DIR/facts"
}

endpoint_count() { find "$ENDPOINT_DIR" -name '*.json' | wc -l | tr -d ' '; }
endpoint_requests() { grep -c '^POST \|^GET ' "$ENDPOINT_DIR/log"; }

endpoint_stop() {
	kill "$ENDPOINT_PID" 2>/dev/null
	wait "$ENDPOINT_PID" 2>/dev/null
	return 0
}

# The sink ends with its standard input, which we hold open.
sink_start() {
	rm -f sink.in sink.port
	mkfifo sink.in
	"$BUILDDIR/tests/endpoint/sink" "$1" "${2-0}" <sink.in >sink.port &
	SINK_PID=$!
	exec 9>sink.in
	add_cleanup "kill $SINK_PID 2>/dev/null"
	for _ in $(seq 200); do
		[ -s sink.port ] && break
		sleep 0.05
	done
	AWS_ENDPOINT_URL_SESV2=http://localhost:$(cat sink.port)
	AWS_REGION=us-west-2 AWS_ACCESS_KEY_ID=AKIATESTTESTTESTTEST
	AWS_SECRET_ACCESS_KEY=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
	export AWS_ENDPOINT_URL_SESV2 AWS_REGION AWS_ACCESS_KEY_ID \
		AWS_SECRET_ACCESS_KEY
}

sink_stop() {
	exec 9>&-
	wait "$SINK_PID" 2>/dev/null
	return 0
}

sink_kill() {
	kill -9 "$SINK_PID"
	exec 9>&-
	wait "$SINK_PID" 2>/dev/null
	return 0
}
