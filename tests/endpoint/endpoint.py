# SPDX-License-Identifier: GPL-3.0-or-later
"""A loopback HTTPS server that plays Amazon SES for the tests, well or badly.

endpoint.sh starts it and documents its use and the behaviours. It writes into
one directory: `port` when it is ready, `N.json` and `N.eml` for each message
that it took, `log` with a line for each request.
"""
import argparse
import json
import os
import random
import signal
import socket
import ssl
import struct
import sys
import threading
import time

import reads
import sesapi

HTML = b"<html><body><h1>Welcome</h1>Please sign in.</body></html>\n"
AT_CONNECT = ("cut-accept", "stall-accept", "cut-before")
MAX_LIFE = 600


class Gone(Exception):
    """The client is gone, or this connection shall end."""


class Request:
    def __init__(self, method, target, headers, body):
        self.method, self.target = method, target
        self.headers, self.body = headers, body


class Script:
    """Behaviours, a line each: one for each request, the last one repeated.

    A new file in its place starts over.
    """

    def __init__(self, path):
        self.path, self.seen, self.next = path, None, 0
        self.lock = threading.Lock()

    def take(self, only=None):
        """The next behaviour, as words; None when it is none of only."""
        with self.lock:
            try:
                status = os.stat(self.path)
                with open(self.path, encoding="utf-8") as file:
                    lines = [line.split() for line in file if line.strip()]
            except FileNotFoundError:
                lines = []
            else:
                if self.seen != (status.st_ino, status.st_mtime_ns):
                    self.seen = (status.st_ino, status.st_mtime_ns)
                    self.next = 0
            if not lines:
                words = ["ok"]
            else:
                words = lines[min(self.next, len(lines) - 1)]
            if only is not None and words[0] not in only:
                return None
            self.next += 1
            return words


class Store:
    """Where accepted messages and the log go."""

    def __init__(self, directory):
        self.directory, self.n = directory, 0
        self.lock = threading.Lock()
        self.log_file = open(os.path.join(directory, "log"), "a", buffering=1,
                             encoding="utf-8")
        self.times = open(os.path.join(directory, "times"), "a", buffering=1,
                          encoding="utf-8")

    def keep(self, call, raw):
        message_id = "%016x-%08x-%04x-%04x-%04x-%012x-000000" % tuple(
            random.getrandbits(4 * n) for n in (16, 8, 4, 4, 4, 12))
        with self.lock:
            self.n += 1
            base = os.path.join(self.directory, str(self.n))
        envelope = dict(call, MessageId=message_id)
        with open(base + ".eml", "wb") as file:
            file.write(raw)
        with open(base + ".part", "w", encoding="utf-8") as file:
            json.dump(envelope, file, indent=1)
        os.rename(base + ".part", base + ".json")
        return message_id

    def answered(self, status):
        with self.lock:
            self.times.write(f"{time.time():.3f} {status}\n")

    def log(self, *words):
        with self.lock:
            self.log_file.write(" ".join(map(str, words)) + "\n")


def http_date(when):
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(when))


# ---- one connection ------------------------------------------------------

def reset(sock):
    """Cuts the connection as a crash would: the peer gets a reset."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                    struct.pack("ii", 1, 0))
    raise Gone


class Connection:
    def __init__(self, server, sock):
        self.server, self.sock, self.buffer = server, sock, bytearray()

    def read_until(self, end):
        while end not in self.buffer:
            self.more()
        piece, _, self.buffer = self.buffer.partition(end)
        return bytes(piece)

    def more(self):
        chunk = self.sock.recv(65536)
        if not chunk:
            raise Gone
        self.buffer += chunk

    def read_request(self):
        """Returns the request line and header; the body is still to come."""
        lines = self.read_until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        headers = []
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers.append((name, value.strip()))
        return Request(method, target, headers, b"")

    def read_body(self, request, share=1.0):
        length = int(dict((name.lower(), value) for name, value
                          in request.headers).get("content-length", 0))
        while len(self.buffer) < int(length * share):
            self.more()
        request.body = bytes(self.buffer[:length])
        del self.buffer[:length]

    def answer(self, status, body, extra=(), kind="application/json"):
        self.sock.sendall(self.make_answer(status, body, extra, kind))

    def make_answer(self, status, body, extra=(), kind="application/json"):
        lines = [f"HTTP/1.1 {status} Status",
                 f"Date: {http_date(int(self.server.now()))}",
                 f"Content-Type: {kind}", f"Content-Length: {len(body)}",
                 f"x-amzn-RequestId: {self.server.request_id()}", *extra]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    def serve(self):
        words = self.server.script.take(AT_CONNECT)
        if words is not None:
            self.server.store.log("connect", words[0])
        if words == ["cut-accept"]:
            reset(self.sock)
        if words == ["stall-accept"]:
            self.sock.recv(1)
            time.sleep(MAX_LIFE)
        if self.server.tls is not None:
            self.sock = self.server.tls.wrap_socket(self.sock,
                                                    server_side=True)
        if words == ["cut-before"]:
            reset(self.sock)
        while True:
            request = self.read_request()
            if request.target == sesapi.ACCOUNT:
                self.account(request)
                continue
            if reads.is_question(request):
                self.question(request)
                continue
            words = self.server.script.take()
            flags = [word for word in words if word.startswith("+")]
            words = [word for word in words if not word.startswith("+")]
            BEHAVIOURS[words[0]](self, request, words[1:], flags)
            if "+close" in flags:
                raise Gone

    # -- behaviours: each reads the body itself, as far as it wants to

    def check(self, request):
        return sesapi.check_send_email(request, self.server.account,
                                       self.server.model, self.server.now())

    def log(self, request, name, status, what):
        self.server.store.answered(status)
        self.server.store.log(request.method, request.target, name, status,
                              what)

    def account(self, request):
        """GetAccount: the file `account`, else that these keys may not."""
        path = os.path.join(self.server.account.dir, "account")
        try:
            sesapi.check_signature(request, self.server.account,
                                   self.server.now())
            reads.wait(reads.load(self.server.account.dir).get("delay", 0),
                       self.server.account.dir)
            with open(path, "rb") as file:
                body = file.read()
        except sesapi.Refused as error:
            self.error(error.status, error.name, error.text)
        except FileNotFoundError:
            self.error(403, "AccessDeniedException", "User is not authorized "
                       "to perform: ses:GetAccount")
        else:
            self.answer(200, body)
        self.server.store.log("account")

    def question(self, request):
        """What the file `facts` says; see reads.py."""
        self.read_body(request)
        try:
            operation, status, body, kind = reads.answer(
                request, self.server.account, self.server.now())
        except sesapi.Refused as error:
            operation, status = error.name, error.status
            if request.target == "/":
                self.answer(status, (
                    "<ErrorResponse><Error><Code>" + error.name +
                    "</Code><Message>" + error.text.split("\n")[0] +
                    "</Message></Error></ErrorResponse>").encode(),
                    kind="text/xml")
            else:
                self.error(status, error.name, error.text)
        else:
            self.answer(status, body.encode(), kind=kind)
        self.server.store.log("question", operation, status, request.target)

    def error(self, status, name, text, extra=()):
        self.answer(status, json.dumps({"message": text}).encode(),
                    (f"x-amzn-ErrorType: {name}", *extra))

    def maybe_keep(self, request, flags):
        """With +keep a message is taken though the answer will be bad."""
        if "+keep" not in flags:
            return "-"
        return self.server.store.keep(*self.check(request))

    def ok(self, request, _words, _flags):
        self.read_body(request)
        try:
            call, raw = self.check(request)
        except sesapi.Refused as error:
            self.log(request, "ok", error.status, error.text.split("\n")[0])
            self.error(error.status, error.name, error.text)
            return
        message_id = self.server.store.keep(call, raw)
        self.log(request, "ok", 200, message_id)
        self.answer(200, json.dumps({"MessageId": message_id}).encode())

    def fail(self, request, words, flags):
        """STATUS NAME TEXT...: SES's own error, named in the header."""
        self.read_body(request)
        kept = self.maybe_keep(request, flags)
        self.log(request, "fail", words[0], kept)
        self.error(int(words[0]), words[1], " ".join(words[2:]),
                   self.retry_fields(flags))

    def retry_fields(self, flags):
        fields = []
        for name, _, value in (flag.partition("=") for flag in flags):
            if name == "+retry-after":
                fields.append(f"Retry-After: {value}")
            elif name == "+retry-at":
                when = http_date(int(self.server.now()) + int(value))
                fields.append(f"Retry-After: {when}")
            elif name == "+retry-ms":
                fields.append(f"x-amz-retry-after: {value}")
        return fields

    def fail_body(self, request, words, flags):
        """STATUS NAME TEXT...: the name only in the body."""
        self.read_body(request)
        kept = self.maybe_keep(request, flags)
        self.log(request, "fail-body", words[0], kept)
        self.answer(int(words[0]), json.dumps(
            {"__type": "com.amazonaws.sesv2#" + words[1],
             "Message": " ".join(words[2:])}).encode())

    def bare(self, request, words, flags):
        """STATUS: as a proxy or load balancer answers, a page of HTML."""
        self.read_body(request)
        kept = self.maybe_keep(request, flags)
        self.log(request, "bare", words[0], kept)
        self.answer(int(words[0]), HTML, kind="text/html")

    def throttle(self, request, _words, flags):
        self.fail(request, ["429", "TooManyRequestsException",
                            "Maximum sending rate exceeded."], flags)

    def redirect(self, request, _words, flags):
        self.read_body(request)
        kept = self.maybe_keep(request, flags)
        self.log(request, "redirect", 307, kept)
        self.answer(307, b"", (f"Location: https://localhost:"
                               f"{self.server.port}{sesapi.SEND_EMAIL}",))

    def lie(self, request, words, flags):
        """200 with BODY... instead of a MessageId; no BODY: HTML."""
        self.read_body(request)
        kept = self.maybe_keep(request, flags)
        self.log(request, "lie", 200, kept)
        self.answer(200, " ".join(words).encode() or HTML)

    def huge(self, request, _words, flags):
        self.read_body(request)
        self.log(request, "huge", 200, self.maybe_keep(request, flags))
        self.sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json"
                          b"\r\n\r\n{\"MessageId\":\"")
        for _ in range(1024):
            self.sock.sendall(b"0" * 65536)
        reset(self.sock)

    def huge_header(self, request, _words, flags):
        self.read_body(request)
        self.log(request, "huge-header", 200, self.maybe_keep(request, flags))
        self.sock.sendall(b"HTTP/1.1 200 OK\r\n")
        for i in range(65536):
            self.sock.sendall(b"X-%d: %s\r\n" % (i, b"0" * 1000))
        reset(self.sock)

    def drip(self, request, _words, flags):
        self.read_body(request)
        kept = self.maybe_keep(request, flags)
        self.log(request, "drip", 200, kept)
        body = json.dumps({"MessageId": kept}).encode()
        for byte in self.make_answer(200, body + b" " * 6000):
            self.sock.sendall(bytes([byte]))
            time.sleep(0.05)

    def stall(self, request, _words, flags):
        self.read_body(request)
        self.log(request, "stall", 0, self.maybe_keep(request, flags))
        self.sock.recv(1)
        raise Gone

    def cut_request(self, request, _words, _flags):
        """In the middle of the request's body."""
        self.read_body(request, 0.25)
        self.log(request, "cut-request", 0, "-")
        reset(self.sock)

    def cut_after(self, request, _words, flags):
        self.read_body(request)
        self.log(request, "cut-after", 0, self.maybe_keep(request, flags))
        reset(self.sock)

    def cut_answer(self, request, _words, flags):
        """In the middle of the answer."""
        self.read_body(request)
        kept = self.maybe_keep(request, flags)
        self.log(request, "cut-answer", 200, kept)
        whole = self.make_answer(200, json.dumps({"MessageId": kept}).encode())
        self.sock.sendall(whole[:-20])
        self.sock.shutdown(socket.SHUT_WR)
        raise Gone


BEHAVIOURS = {
    "ok": Connection.ok, "fail": Connection.fail,
    "fail-body": Connection.fail_body, "bare": Connection.bare,
    "throttle": Connection.throttle, "redirect": Connection.redirect,
    "lie": Connection.lie, "huge": Connection.huge,
    "huge-header": Connection.huge_header, "drip": Connection.drip,
    "stall": Connection.stall, "cut-request": Connection.cut_request,
    "cut-after": Connection.cut_after, "cut-answer": Connection.cut_answer,
}


# ---- the server ----------------------------------------------------------

class Server:
    def __init__(self, options):
        self.account = options
        self.store = Store(options.dir)
        self.script = Script(options.script)
        self.model = sesapi.load_model()
        self.tls = self.make_tls(options)
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.socket.getsockname()[1]

    def make_tls(self, options):
        if options.plain:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.cert)
        if options.tls == "1.1":
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        return context

    def now(self):
        return time.time() + self.account.clock

    def request_id(self):
        return "%08x-%04x-%04x-%04x-%012x" % tuple(
            random.getrandbits(4 * n) for n in (8, 4, 4, 4, 12))

    def handle(self, sock):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(self, sock)
        try:
            connection.serve()
        except Gone:
            pass
        except Exception as error:  # a bad script, too: the log shows it
            self.store.log("connection", "error", repr(error))
        finally:
            connection.sock.close()

    def run(self):
        path = os.path.join(self.account.dir, "port")
        with open(path + ".new", "w", encoding="ascii") as file:
            file.write(f"{self.port}\n")
        os.rename(path + ".new", path)
        while True:
            sock, _ = self.socket.accept()
            threading.Thread(target=self.handle, args=(sock,),
                             daemon=True).start()


def quit_with_parent(parent):
    end = time.monotonic() + MAX_LIFE
    while os.getppid() == parent and time.monotonic() < end:
        time.sleep(0.2)
    os._exit(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dir", required=True)
    parser.add_argument("--script", required=True)
    parser.add_argument("--cert")
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--tls", choices=["1.1"])
    parser.add_argument("--clock", type=float, default=0)
    parser.add_argument("--region", default="us-west-2")
    parser.add_argument("--key-id", required=True)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--token")
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=quit_with_parent, args=(os.getppid(),),
                     daemon=True).start()
    Server(options).run()


if __name__ == "__main__":
    sys.exit(main())
