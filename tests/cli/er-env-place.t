#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-env check: where the file is: mode, owner, links, git, the environment.
. "${SRCDIR:?}/tests/lib.sh"

# With a secret, and without another finding.
cp "$SRCDIR/tests/data/env/er-stale-token.env" secret.env
sed -i.bak /SESSION_TOKEN/d secret.env
cp "$SRCDIR/examples/trial.env" plain.env
chmod 600 ./*.env

# found RULE SEVERITY NAME: err has one such finding
found() {
	[ "$(grep -cF -e "[$1]" err)" -eq 1 ] && grep -F -e "[$1]" err | grep -q ": $2: "
	ok $? "$3" || diag err
}
silent() { ! grep -qF -e "[$1]" err; ok $? "$2" || diag err; }

run er-env check --strict secret.env
status_is 0 'a good file in a good place'
empty err 'has no finding'

# mode of the file and its directory
chmod 604 secret.env
run er-env check secret.env
found er-file-mode warning 'a secret that others may read is a warning'
chmod 602 plain.env
run er-env check plain.env
found er-file-mode error 'a file that others may write to is an error'
chmod 600 ./*.env
mkdir open
cp secret.env plain.env open
chmod 600 open/*.env
chmod 777 open
run er-env check open/plain.env
found er-directory-mode error 'so is a directory that they may write to'
has err "its directory 'open' has mode 0777; chmod go-w 'open'" 'which is named, with the mend'
chmod 1777 open
run er-env check open/plain.env
silent er-directory-mode 'not one where only owners remove'
if [ "$(id -u)" -eq 0 ]; then
	chmod 775 open
	chown 0:1 open
	run er-env check open/secret.env
	found er-directory-mode warning 'a directory of a group is a warning'
	run er-env check open/plain.env
	silent er-directory-mode 'not where there is no secret'
	chown 1:1 open
	run er-env check open/secret.env
	silent er-directory-mode "nor where the group is its user's own"
	found er-file-owner warning "somebody else's directory is a warning"
	chown 0:0 open
	chown 1 secret.env
	run er-env check secret.env
	found er-file-owner warning "somebody else's file is a warning"
	has err 'it belongs to another user (1)' 'who is named'
	chown 0 secret.env
else
	skip 'not root' 'owners of files and directories'
fi
chmod 755 open

# links
ln -s open/secret.env link.env
run er-env check --strict link.env
status_is 0 'a link is no fault'
found er-symlink note 'but told'
run er-env run link.env -- true
empty err 'not by run, which a timer may start'
chmod 777 open
run er-env check link.env
found er-directory-mode error 'the directory that it leads to counts'
chmod 755 open

# the environment
run env AWS_REGION=eu-west-1 er-env check secret.env
found er-shadowed warning 'another value in the environment is a warning'
has err 'AWS_REGION: the environment has another value' 'which names the variable'
run env AWS_REGION=us-west-2 er-env check secret.env
silent er-shadowed 'the same value is none'
run env AWS_REGION=eu-west-1 er-env check --reader systemd secret.env
silent er-shadowed 'nor is it for readers that replace it'

# git: what git itself says is what er-env says
if ! command -v git >/dev/null 2>&1; then
	skip 'no git' 'repositories'
	done_testing
	exit
fi
GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b.example
GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b.example
export GIT_CONFIG_NOSYSTEM GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL \
	GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
git init -q repo 2>/dev/null
mkdir -p repo/a/b/c
for dir in repo repo/a repo/a/b repo/a/b/c; do
	cp secret.env "$dir/.env"
done
cp plain.env repo/plain.env
run er-env check repo/.env
found er-git-not-ignored warning 'a secret that git could take is a warning'
status_is 0 'which exits 0'
run er-env check repo/plain.env
silent er-git-not-ignored 'a file without a secret may be in a repository'

# try LINE...: with these in the file $where, git and er-env ignore the same.
agree=0
try() {
	printf '%s\n' "$@" >"repo/$where"
	git -C repo check-ignore a/.env a/b/c/.env >ignored
	for file in a/.env a/b/c/.env; do
		er-env check "repo/$file" >out 2>err
		if grep -q er-git-not-ignored err; then
			! grep -qx "$file" ignored
		else
			grep -qx "$file" ignored
		fi && continue
		agree=1
		echo "# $where: '$*': not as git has $file"
	done
	rm "repo/$where"
}
where=.gitignore
for line in .env '.env ' '/.env' 'a/' '/a' 'a/b' '/a/b/' 'b/.env' '**/b' '**/b/.env' 'a/**' \
	'a/**/.env' 'a/**/c/.env' '**' '**/' 'a/*/c' '[.]env' '[!a]env' '[a-z.]*v' '\.env' \
	'\#.env' '.env/' '*/b' '*/*/b' '/**/c' 'x*v' 'a/b/**/c/**' '/*/b/*'; do
	try "$line"
done
try 'a/' '!a/b/.env'
try '*' '!a/' '!a/.env'
try '# remark' '' '.env' '!a/.env'
try "$(printf '.env\r')" 'a\ '
where=a/.gitignore
try '/.env'
try 'b/c'
try '*' '!*/'
where=.git/info/exclude
try 'a/.env'
ok $agree 'it ignores what git ignores'

mkdir -p config/git
printf '.env\n' >config/git/ignore
run er-env check repo/a/.env
silent er-git-not-ignored "the user's own file of patterns counts"
rm config/git/ignore
printf '.env\n' >mine
# shellcheck disable=SC2088 # git expands it
git config --file .gitconfig core.excludesFile '~/mine'
run er-env check repo/a/.env
silent er-git-not-ignored 'and one that core.excludesFile names'
rm .gitconfig

for version in 2 3 4; do
	git -C repo config index.version "$version"
	git -C repo rm -rq --cached . 2>/dev/null
	touch repo/a/b/other repo/a/b/.enw
	git -C repo add -f a plain.env
	git -C repo update-index --index-version "$version"
	[ "$version" -ne 3 ] || git -C repo update-index --skip-worktree a/b/.enw
	run er-env check repo/a/b/.env
	found er-git-tracked error "what is in the index is found (version $version)"
	run er-env check repo/.env
	silent er-git-tracked "what is not, is not (version $version)"
done
status_is 0 'a warning exits 0'
run er-env check repo/a/b/.env
status_is 78 'a secret under version control exits 78'
has err 'make new keys' 'and says what to do'
printf '.env\n' >repo/.gitignore
run er-env check repo/a/b/.env
found er-git-tracked error 'though it is ignored'

git -C repo update-index --split-index
run er-env check repo/a/b/.env
found er-git-tracked error 'an index in two parts is read'
git -C repo update-index --no-split-index
git -C repo commit -qm x
git -C repo worktree add -q ../tree 2>/dev/null
chmod 600 tree/a/.env
run er-env check tree/a/.env
found er-git-tracked error 'another work tree has an index of its own'
cp secret.env tree/other.env
printf 'other.env\n' >repo/.git/info/exclude
run er-env check tree/other.env
silent er-git-not-ignored 'and shares info/exclude'
if git init -q --object-format=sha256 long 2>/dev/null; then
	cp secret.env long/.env
	git -C long add .env
	run er-env check long/.env
	found er-git-tracked error 'long names of objects are read'
fi

# a broken or hostile repository says nothing and keeps nobody waiting
for bytes in 0 4 12 30 70 100; do
	head -c "$bytes" repo/.git/index >part
	mkdir -p "cut$bytes/.git"
	: >"cut$bytes/.git/HEAD"
	cp part "cut$bytes/.git/index"
	cp secret.env "cut$bytes/.env"
	run er-env check "cut$bytes/.env"
	[ "$status" -eq 0 ] || break
done
status_is 0 'an index that is cut is read as far as it goes'
rm cut100/.git/index
mkfifo cut100/.git/index cut100/.gitignore && run er-env check cut100/.env
status_is 0 'pipes in place of its files are passed over'
done_testing
