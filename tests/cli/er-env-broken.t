#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# examples/broken-env: what er-env says of each file, and that who does what it
# says has a file that is ready.
. "${SRCDIR:?}/tests/lib.sh"
cp "$SRCDIR"/examples/broken-env/* .
chmod 600 ./*.env

for file in *.env; do
	echo "\$ er-env check $file"
	er-env check "$file" 2>&1
	echo "exit $?"
done >said
is "$(grep -c '^\$ ' said)" 10 'there are ten files'
same said what-er-env-says.txt 'check says of each what stands beside it'
grep -E ': (error|warning): ' said | grep -vE '(; |\?)' >mute
empty mute 'each finding says what to do'

# mend FILE SCRIPT: doing what was said makes it ready
mend() {
	sed -e "$2" "$1" >mended.env
	chmod 600 mended.env
	run er-env check mended.env
	status_is 0 "$1: what was said mends it"
	empty err 'with nothing more to say'
}
secret=abcdefghijklmnopqrstuvwxyz0123456789ABCD
mend 01-misspelt.env 's/SES_FORM/SES_FROM/; s/AWS_REGOIN/AWS_REGION/'
mend 02-other-names.env 's/^FROM_EMAIL/SES_FROM/; s/^BCC_EMAIL/SES_BCC/; /AWS_SES_REGION/d
	s/^AWS_ACCESS_KEY=/AWS_ACCESS_KEY_ID=/; s/^AWS_SECRET_KEY/AWS_SECRET_ACCESS_KEY/'
mend 03-placeholders.env "s/you@/reports@/; s/^SES_BCC=/&audit@group.example/
	s/<your region>/us-west-2/; s/AKIAIOSFODNN7EXAMPLE/AKIAQ2W3E4R5T6Y7U2I3/; s/changeme/$secret/"
mend 04-smtp-password.env "s/^\(AWS_SECRET_ACCESS_KEY=\).*/\1$secret/"
mend 05-open-quote.env '2s/"//; 2s/Group Reports <//; 2s/>//; 3s/"//g'
mend 06-from-windows.env "1s/^$(printf '\357\273\277')//; s/$(printf '\r')\$//; s/US-WEST-2/us-west-2/"
mend 07-wrong-region.env 's/us-west-2a/us-west-2/; s/us-east1/us-west-2/'
mend 08-addresses.env "s/=reports\$/=reports@group.example/; s/'//g; s/; /,/; s/office@/office@group.example/
	s/=group.example/=@group.example/"
mend 09-temporary-key.env 's/^AWS_SECRET.*/&z0123456789ABCD/; $d
	/^AWS_ACCESS/a\
AWS_SESSION_TOKEN=abcdefghijklmnopqrstuvwxyz'
mend 10-shell-script.env 's/^export //; s/${DOMAIN}/group.example/; 4d; s/~/\/srv/; s/http:/https:/'
done_testing
