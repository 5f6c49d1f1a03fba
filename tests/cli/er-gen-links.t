#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A book and a directory of roles that somebody sent: what their names can make
# er-gen open. Links are followed within what the user named, not out of it;
# pipes and devices are not waited for.
. "${SRCDIR:?}/tests/lib.sh"
need mkfifo

data=$SRCDIR/tests/data/report
mkdir book book/sub book/roles outside
cp "$data/book/book.rec" book/
cp "$data/roles/"*.md book/roles/ 2>/dev/null
printf '%%rec: Note\n\nText: SECRET\n' >outside/secret.rec
printf -- '---\ntitle: SECRET\n---\n\n## Diary\n\nSECRET\n' >outside/diary.md
cat >book/roles/notes.md <<'END'
---
title: Notes
---

## Notes

```sql list notes empty="There are none."
SELECT text FROM note ORDER BY text
```
END

# A hang must not stop the suite.
gen() { run timeout 60 er-gen "$@"; }
# refused TEXT NAME: what `gen` left
refused() {
	status_is 66 "$2: status 66"
	has err "$1" "$2: it says why"
	hasnt err SECRET "$2: and shows nothing of it"
	empty out "$2: no report"
}

gen notes book
status_is 0 'the book is one without any of this'

# ---- links that stay within ---------------------------------------------------

printf '%%rec: Note\n\nText: shared\n' >book/sub/shared.notes
ln -s sub/shared.notes book/link.rec
gen notes book
status_is 0 'a link within the book is followed'
has out shared 'and read'
ln -s book named
gen notes named
status_is 0 'a directory may be named by a link'
has out shared 'and its links are within it'
(cd book && gen notes . && cp out err ..)
has out shared 'the book may be the directory one is in'
gen notes book/link.rec book/book.rec
has err 'unknown role' 'files that are named bring no roles along'
gen --roles book/roles notes named/book.rec book/link.rec
has out shared 'a link to a file may be named'
rm book/link.rec

# ---- links that lead out --------------------------------------------------------

ln -s ../outside/secret.rec book/link.rec
gen notes book
refused "'book/link.rec' is a link that leads out of 'book'" 'a link to a file'
gen notes book outside/secret.rec
refused "leads out of 'book'" 'a link to a file that is named as well'
rm book/link.rec
gen notes book outside/secret.rec
has out SECRET 'a file that is named is read'

ln -s "$workdir/outside/secret.rec" book/sub/deep.rec
gen notes book
refused "'book/sub/deep.rec' is a link" 'an absolute link, one level deep'
rm book/sub/deep.rec
ln -s ../outside book/more
gen notes book
refused "'book/more' is a link" 'a link to a directory'
rm book/more
mkdir book-2
cp outside/secret.rec book-2/
ln -s ../book-2/secret.rec book/near.csv
gen notes book
refused "'book/near.csv' is a link" 'to a directory whose name begins the same'
rm book/near.csv
ln -s /etc/passwd book/passwd.csv
gen notes book
refused "'book/passwd.csv' is a link" 'to a file of the system'
rm book/passwd.csv
ln -s nowhere book/link.rec
gen notes book
refused "cannot open 'book/link.rec'" 'a link to nothing'
rm book/link.rec
ln -s link.rec book/link.rec
gen notes book
refused "cannot open 'book/link.rec'" 'a link to itself'
rm book/link.rec
ln -s .. book/sub/up
ln -s . book/again
gen notes book
[ "$status" -ne 124 ]
ok $? 'directories that hold each other end'
rm book/sub/up book/again
cp "$data/book/book.rec" outside/
ln -s ../outside/book.rec book/README
gen notes book
status_is 0 'a link that is no file of a book is not looked at'
rm book/README

# ---- role pages -------------------------------------------------------------------

ln -s ../../outside/diary.md book/roles/diary.md
gen diary book
refused "'book/roles/diary.md' is a link that leads out of 'book'" 'a page'
gen --list-roles book
hasnt out SECRET 'nor is it among the roles'
gen --roles book/roles diary book
refused "leads out of 'book/roles'" 'a page of --roles'
rm book/roles/diary.md
ln -s notes.md book/roles/same.md
gen same book
status_is 0 'a page may be a link within the book'
mv book/roles here
ln -s ../outside book/roles
gen --roles here notes book
refused "'book/roles' is a link that leads out of 'book'" 'all of roles/'
rm book/roles
mv here book/roles
mkdir -p config/er-tools/roles
ln -s "$workdir/outside/diary.md" config/er-tools/roles/diary.md
gen diary book
status_is 0 "the user's own pages may be links to anywhere"
has out SECRET 'and are read'

# ---- what never ends, or never begins ---------------------------------------------

for name in pipe.rec pipe.csv pipe.db sub/pipe.rec; do
	mkfifo "book/$name"
	gen notes book
	refused "'book/$name' is neither a file nor a directory" "a pipe, $name"
	rm "book/$name"
done
mkfifo book/roles/pipe.md
gen pipe book
refused "'book/roles/pipe.md' is neither" 'a page that is a pipe'
gen --list-roles book
status_is 0 'which is not waited for in a list of roles'
gen --check book
[ "$status" -ne 124 ]
ok $? 'nor in a check'
rm book/roles/pipe.md
if command -v sqlite3 >/dev/null 2>&1; then
	sqlite3 book/x.db 'PRAGMA journal_mode = WAL; CREATE TABLE t (a);' >/dev/null
	printf 'x' >book/x.db-wal
	mkfifo book/x.db-journal
	gen notes book
	refused "'book/x.db-journal' is neither" "a database's journal that is a pipe"
	rm book/x.db*
else
	skip 'no sqlite3' 'a journal that is a pipe'
fi
if mknod book/zero.rec c 1 5 2>/dev/null; then
	gen notes book
	refused "'book/zero.rec' is neither" 'a device'
	rm book/zero.rec
else
	skip 'making a device needs root' 'a device'
fi
mkfifo named-pipe
cat book/book.rec >named-pipe &
gen --roles book/roles notes named-pipe
status_is 0 'a pipe that is named is read'
wait
done_testing
