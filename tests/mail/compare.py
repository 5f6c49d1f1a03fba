# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what tests/mail/show writes with Python's email package.

The messages are made up by a generator with a fixed seed: the same each time.
Prints each difference; exits 1 when there was one.
"""
import base64
import hashlib
import random
import re
import subprocess
import sys
from email import message_from_bytes, policy

SHOW, WHAT = sys.argv[1:3]
NAMES = ['%s', '<%s>', 'Ann Example <%s>', '"Example, Ann" <%s>', '%s (note)',
         '(note) %s', '=?utf-8?q?J=C3=BCrgen?= <%s>', 'A. B. <%s>',
         '"a \\"b\\" c" <%s>']
pick = random.Random(2026)
failed = 0


def show(*args, text):
    return subprocess.run([SHOW, *args], input=text, capture_output=True)


def differ(*what):
    global failed
    failed += 1
    print(*what, sep='\n# ')


def mailbox():
    local = pick.choice(['ann', 'bo.b', 'c+tag', 'd_e', '"q r"', "o'x"])
    domain = pick.choice(['group.example', 'b.example', 'sub.c.example'])
    return pick.choice(NAMES) % f'{local}@{domain}'


def mailboxes():
    parts = [mailbox() if pick.random() < .85 else
             'team: ' + ', '.join(mailbox() for _ in range(pick.randint(0, 3)))
             + ';' for _ in range(pick.randint(1, 5))]
    return pick.choice([', ', ',', ',\n ', ' ,\n\t']).join(parts)


def compare_recipients():
    fields = [('From', mailbox()), ('To', mailboxes())]
    fields += [(name, mailboxes()) for name in ('Cc', 'Bcc')
               if pick.random() < .5]
    pick.shuffle(fields)
    text = ''.join(f'{name}: {value}\n' for name, value in fields)
    text = (text + 'Subject: x\n\nbody\n').replace(
        '\n', pick.choice(['\n', '\r\n'])).encode()
    message = message_from_bytes(text, policy=policy.default)
    expected = [f'{name} {a.addr_spec}' for name in ('From', 'To', 'Cc', 'Bcc')
                if message[name] for a in message[name].addresses]
    run = show('parse', text=text)
    if run.returncode != 0:
        differ('refused', text, run.stderr)
        return
    got, wire = run.stdout.split(b'\n\n', 1)
    if got.decode().split('\n') != expected:
        differ('recipients', text, got, expected)
    kept = re.sub(rb'\r?\n', b'\r\n', text)
    kept = re.sub(rb'(?m)^Bcc:.*\r\n([ \t].*\r\n)*', b'', kept)
    if wire != kept:
        differ('bytes', text, wire, kept)


def compare_composed():
    words = ['a', 'figures', '\u00e9', '\u65e5\u672c', '\U0001f600', '=?',
             '_', '"', ',', '<']
    subject = ' '.join(pick.choice(words) for _ in range(pick.randint(1, 40)))
    pieces = ['a', 'From ', '.', '\n', '\n', ' ', '\t', '=', '\u00e9', 'x' * 30]
    body = ''.join(pick.choice(pieces) for _ in range(pick.randint(1, 60)))
    run = show('compose', subject, text=body.encode())
    message = message_from_bytes(run.stdout, policy=policy.default)
    if message['Subject'] != subject:
        differ('subject', subject, message['Subject'], run.stdout)
    got = message.get_payload(decode=True).decode().replace('\r\n', '\n')
    if got != body + ('' if body.endswith('\n') else '\n'):
        differ('body', repr(body), repr(got))
    if message.defects:
        differ('defects', run.stdout, message.defects)
    lines = run.stdout.split(b'\r\n\r\n', 1)[1].rstrip(b'\r\n')
    digest = hashlib.sha256(lines + b'\r\n' if lines else b'').digest()
    if message['Report-Digest'] != 'sha-256=' + base64.b64encode(
            digest).decode():
        differ('digest', run.stdout)


for _ in range(200):
    {'recipients': compare_recipients, 'composed': compare_composed}[WHAT]()
sys.exit(failed > 0)
