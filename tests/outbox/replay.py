# SPDX-License-Identifier: GPL-3.0-or-later
"""What a loss of power may leave of a recorded run, and what is made of it.

    replay.py TRACE ROOT

TRACE is strace's record (-f -y -xx, whole strings) of a run that worked below
ROOT: it queued a message with the key `a`, then sent one with the key `b`.
ROOT is made anew as each possible loss would leave it, then er-sesmail runs
there again. Prints what is wrong, and at last how many states there were.

A write to a file is safe when the file was synced after it, a change to a
directory when that directory was. What is not yet safe may be there or not.
The -shm file is left out: SQLite makes it anew.
"""
import os
import re
import shutil
import subprocess
import sys

CALL = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += (\d+)")
FD = re.compile(r"(?:\w+)<([^>]*)>(?:\(deleted\))?")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(?:\.\.\.)?')
SEND = ["er-sesmail", "--outbox", "box/outbox.db"]


def plain(text):
    """The bytes of what strace writes with -xx."""
    return re.sub(rb"\\x([0-9a-f]{2})",
                  lambda m: bytes([int(m[1], 16)]), text.encode())


class Op:
    """A step: `what` is write, cut, sync, enter, leave, move or say; `on` is
    the inode or directory that has to be synced for it."""

    def __init__(self, what, on, *more):
        self.what, self.on, self.more = what, on, more


class Record:
    """The steps of a trace, files as inodes."""

    def __init__(self, root):
        self.root, self.ops, self.names = root, [], {}
        self.next, self.ends = 0, {}

    def below(self, path):
        if not path.startswith(self.root + "/") or path.endswith("-shm"):
            return None
        return path[len(self.root) + 1:]

    def add(self, *op):
        self.ops.append(Op(*op))

    def create(self, path, kind):
        self.next += 1
        self.names[path] = (kind, self.next)
        self.add("enter", os.path.dirname(path), path, self.names[path])

    def read(self, lines):
        for line in lines:
            call = CALL.match(line)
            if call is None:
                continue
            fd = FD.match(call[2])
            path = plain(fd[1]).decode() if fd else None
            texts = [plain(text) for text in TEXT.findall(call[2])]
            getattr(self, "do_" + call[1])(call, path, texts)
        return self.ops

    # -- one for each system call that is traced

    def do_openat(self, call, _path, texts):
        path = self.below(os.path.join(self.root, texts[-1].decode()))
        if path is None or "O_CREAT" not in call[2]:
            return
        if path not in self.names:
            self.create(path, "file")
        elif "O_TRUNC" in call[2]:
            self.add("cut", self.names[path][1], 0)

    def do_mkdir(self, _call, _path, texts):
        path = self.below(os.path.join(self.root, texts[0].decode()))
        if path is not None:
            self.create(path, "dir")

    def write(self, path, text, offset):
        inode = self.names[path][1]
        self.ends[inode] = offset + len(text)
        self.add("write", inode, offset, text)

    def do_write(self, call, path, texts):
        if call[2].startswith("1<"):
            self.add("say", None, texts[-1])
        elif self.below(path) is not None:
            path = self.below(path)
            self.write(path, texts[-1], self.ends.get(self.names[path][1], 0))

    def do_pwrite64(self, call, path, texts):
        if self.below(path) is not None:
            self.write(self.below(path), texts[-1],
                       int(call[2].rpartition(",")[2]))

    def do_ftruncate(self, call, path, _texts):
        if self.below(path) is not None:
            self.add("cut", self.names[self.below(path)][1],
                     int(call[2].rpartition(",")[2]))

    def do_fsync(self, _call, path, _texts):
        path = "" if path == self.root else self.below(path)
        if path is not None:
            kind, inode = self.names.get(path, ("dir", 0))
            self.add("sync", path if kind == "dir" else inode)

    do_fdatasync = do_fsync

    def do_rename(self, _call, _path, texts):
        old, new = [self.below(os.path.join(self.root, text.decode()))
                    for text in texts]
        self.names[new] = self.names.pop(old)
        self.add("move", os.path.dirname(new), old, new, self.names[new])

    def do_unlink(self, _call, _path, texts):
        path = self.below(os.path.join(self.root, texts[0].decode()))
        if path is not None and self.names.pop(path, None):
            self.add("leave", os.path.dirname(path), path)


# ---- what may be left ----------------------------------------------------

def unsafe(ops, end):
    """The steps before end that no sync has made safe."""
    synced, loose = set(), []
    for i in range(end - 1, -1, -1):
        if ops[i].what == "sync":
            synced.add(ops[i].on)
        elif ops[i].what != "say" and ops[i].on not in synced:
            loose.append(i)
    return loose[::-1]


def state(ops, end, lost=(), torn=None):
    """{path: bytes, or None for a directory} after the steps before end."""
    names, data = {}, {}
    for i, op in enumerate(ops[:end]):
        if i in lost:
            continue
        if op.what == "enter":
            names[op.more[0]] = op.more[1]
        elif op.what == "leave":
            names.pop(op.more[0], None)
        elif op.what == "move":
            names.pop(op.more[0], None)
            names[op.more[1]] = op.more[2]
        elif op.what == "cut":
            old = data.get(op.on, b"")
            data[op.on] = old[:op.more[0]].ljust(op.more[0], b"\0")
        elif op.what == "write":
            offset, text = op.more
            text = text[:len(text) // 2] if i == torn else text
            old = data.get(op.on, b"").ljust(offset, b"\0")
            data[op.on] = old[:offset] + text + old[offset + len(text):]
    return {path: None if kind == "dir" else data.get(inode, b"")
            for path, (kind, inode) in names.items()}


def losses(ops, end):
    """Yields what of the steps before end is lost, and which write is torn."""
    loose = unsafe(ops, end)
    inside = [i for i in loose if ops[i].what in ("write", "cut")]
    names = [i for i in loose if i not in inside]
    yield (), None
    yield loose, None
    yield inside, None
    yield names, None
    # What is loose grows until a sync: there it is lost one by one. A frame of
    # SQLite's log is two writes, and lost with its page, the longer one.
    if end < len(ops) and ops[end].what != "sync":
        return
    if inside and ops[inside[-1]].what == "write":
        yield (), inside[-1]
    for i in loose:
        if ops[i].what != "write" or len(ops[i].more[1]) > 24:
            yield (i,), None


def lay(root, files):
    """Makes root what it would be; what is in a lost directory is lost."""
    shutil.rmtree(root, ignore_errors=True)
    os.mkdir(root)
    for path in sorted(files):
        whole = os.path.join(root, path)
        if not os.path.isdir(os.path.dirname(whole)):
            continue
        if files[path] is None:
            os.mkdir(whole, 0o700)
            continue
        with open(os.open(whole, os.O_WRONLY | os.O_CREAT, 0o600),
                  "wb") as file:
            file.write(files[path])


# ---- what is made of it --------------------------------------------------

def run(root, *words, stdin=b"All is well.\n"):
    return subprocess.run([*SEND, *words], cwd=root, input=stdin,
                          capture_output=True)


def mails(root):
    """The subjects in the Maildir, of whole messages."""
    found = []
    new = os.path.join(root, "Maildir", "new")
    for name in os.listdir(new) if os.path.isdir(new) else ():
        with open(os.path.join(new, name), "rb") as file:
            text = file.read()
        subject = re.search(rb"^Subject: (.*)", text, re.M)
        found.append(subject[1].decode() if subject and
                     text.endswith(b"\nAll is well.\n") else "broken")
    return sorted(found)


def check(root, said):
    """Yields what is wrong; said: the ids that were printed before."""
    had = mails(root)
    listed = run(root, "--list")
    rows = [row.split("\t") for row in listed.stdout.decode().splitlines()]
    states = {row[5]: row[1] for row in rows}
    if listed.returncode != 0:
        yield "--list: " + listed.stderr.decode()
    if said and "a" not in states:
        yield "what was queued is lost"
    if len(said) > 1 and (states.get("b") != "accepted" or "b" not in had):
        yield f"accepted, and now {states.get('b')}, {had}"
    again = run(root, "--key", "b", "-s", "b", "ceo@group.example")
    flush = run(root, "--flush") if "a" in states else again
    if again.returncode not in ((0,) if len(said) > 1 else (0, 79)):
        yield f"again: {again.returncode} {again.stderr.decode()}"
    if flush is not again and flush.returncode != 0:
        yield f"--flush: {flush.returncode} {flush.stderr.decode()}"
    want = ["a"] * ("a" in states) + ["b"] * (again.returncode == 0)
    if mails(root) != want:
        yield f"{mails(root)} arrived, not {want}"
    log = run(root, "--verify-log")
    if log.returncode != 0:
        yield f"--verify-log: {log.stderr.decode()}"


def main():
    trace, root = sys.argv[1], os.path.realpath(sys.argv[2])
    with open(trace, encoding="ascii") as file:
        ops = Record(root).read(file)
    seen = set()
    for end in range(len(ops) + 1):
        said = [op.more[0] for op in ops[:end] if op.what == "say"]
        for lost, torn in losses(ops, end):
            files = state(ops, end, set(lost), torn)
            key = hash((len(said), tuple(sorted(files.items(),
                                                key=lambda f: f[0]))))
            if key in seen:
                continue
            seen.add(key)
            lay(root, files)
            for fault in check(root, said):
                print(f"step {end} of {len(ops)}, lost {list(lost)}, "
                      f"torn {torn}: {fault}")
    print(f"{len(seen)} states")


main()
