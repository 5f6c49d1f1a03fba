# SPDX-License-Identifier: GPL-3.0-or-later
"""A server for mail submission on loopback, with faults by a script.

smtp.py --dir DIR --cert FILE [--tls implicit|starttls|none]
        [--login USER PASSWORD]

DIR/port is there when it is ready. Of the Nth message that it took DIR/N.eml
has the bytes, dots undone, and DIR/N.json the envelope; DIR/log has a line for
each command, without the words of a login. DIR/script says what is done in the
next connection, a line each, the last repeated: "ok", or steps with actions

    STEP:CODE,WORDS       answers so (an underscore is a blank)
    STEP:cut              closes the connection in place of the answer
    STEP:half             closes it in the middle of the answer
    STEP:stall            never answers
    STEP:slow             answers after a second

STEP is one of greet, ehlo, auth, mail, rcpt, rcpt2 (the second one), data,
body (after some of the message) and dot. With +keep the message was taken all
the same; what is asked of the second message of a connection is mail2.
"""
import argparse
import base64
import json
import os
import socket
import ssl
import threading
import time


class Gone(Exception):
    pass


class Store:
    def __init__(self, directory):
        self.directory, self.n, self.script, self.line = directory, 0, None, 0
        self.lock = threading.Lock()

    def next_script(self):
        path = os.path.join(self.directory, "script")
        with self.lock:
            try:
                with open(path, encoding="utf-8") as file:
                    lines = file.read().splitlines()
            except FileNotFoundError:
                lines = []
            if lines != self.script:
                self.script, self.line = lines, 0
            words = lines[min(self.line, len(lines) - 1)] if lines else "ok"
            self.line += 1
        steps = {}
        for word in words.split():
            step, _, action = word.partition(":")
            steps[step] = action.replace("_", " ")
        return steps

    def keep(self, sender, recipients, data):
        with self.lock:
            self.n += 1
            base = os.path.join(self.directory, str(self.n))
        with open(base + ".eml", "wb") as file:
            file.write(data)
        with open(base + ".part", "w", encoding="utf-8") as file:
            json.dump({"from": sender, "to": recipients}, file)
        os.rename(base + ".part", base + ".json")
        return f"0100{self.n:012x}-smtp"

    def log(self, text):
        with self.lock, open(os.path.join(self.directory, "log"), "a",
                             encoding="utf-8") as file:
            file.write(text + "\n")


class Session:
    def __init__(self, server, sock):
        self.server, self.sock, self.buffer = server, sock, b""
        self.steps = server.store.next_script()
        self.secure = server.options.tls == "implicit"
        self.known = False

    def send(self, text):
        self.sock.sendall(text.encode() + b"\r\n")

    def more(self):
        chunk = self.sock.recv(65536)
        if not chunk:
            raise Gone
        self.buffer += chunk

    def read_line(self):
        while b"\r\n" not in self.buffer:
            self.more()
        line, _, self.buffer = self.buffer.partition(b"\r\n")
        return line.decode("latin-1")

    def answer(self, step, text):
        """Whether the step was agreed to."""
        action = self.steps.get(step)
        if action == "cut":
            raise Gone
        if action == "half":
            self.sock.sendall(text.encode()[:2])
            raise Gone
        if action == "stall":
            time.sleep(600)
        elif action == "slow":
            time.sleep(1)
        elif action:
            self.send(action.replace(",", " ", 1))
            return False
        self.send(text)
        return True

    def extensions(self):
        options = self.server.options
        lines = ["localhost", "SIZE 40000000"]
        if options.tls == "starttls" and not self.secure:
            lines.append("STARTTLS")
        if options.login and self.secure:
            lines.append("AUTH PLAIN LOGIN")
        return "\r\n".join(
            f"250{'-' if i < len(lines) - 1 else ' '}{line}"
            for i, line in enumerate(lines))

    def start_tls(self):
        self.send("220 go on")
        self.sock = self.server.tls.wrap_socket(self.sock, server_side=True)
        self.secure, self.buffer = True, b""

    def login(self, words):
        if len(words) < 3:
            self.send("334 ")
            words.append(self.read_line())
        _, user, password = base64.b64decode(words[2]).decode().split("\0")
        if [user, password] != self.server.options.login:
            self.send("535 Authentication Credentials Invalid")
            return
        self.known = self.answer("auth", "235 Authentication successful.")

    def read_data(self):
        while not self.buffer.endswith(b"\r\n.\r\n"):
            if "body" in self.steps and len(self.buffer) > 100:
                raise Gone
            self.more()
        data = self.buffer[:-3]
        self.buffer = b""
        return b"\r\n".join(line[1:] if line.startswith(b".") else line
                            for line in data.split(b"\r\n"))

    def message(self, sender, recipients):
        if not self.answer("data", "354 go on"):
            return
        data = self.read_data()
        action = self.steps.get("dot", "")
        if not action[:1].isdigit():
            name = "-"
            if not action or action == "slow" or "+keep" in self.steps:
                name = self.server.store.keep(sender, recipients, data)
            self.answer("dot", f"250 Ok {name}")
        else:
            self.answer("dot", "")

    def serve(self):
        if self.secure:
            self.sock = self.server.tls.wrap_socket(self.sock,
                                                    server_side=True)
        if not self.answer("greet", "220 localhost ready"):
            return
        sender, recipients, count = None, [], 0
        while True:
            line = self.read_line()
            words = line.split(" ")
            verb = words[0].upper()
            self.server.store.log(verb if verb == "AUTH" else line)
            if verb == "EHLO":
                self.answer("ehlo", self.extensions())
            elif verb == "STARTTLS":
                self.start_tls()
            elif verb == "AUTH":
                self.login(words)
            elif verb == "MAIL":
                count += 1
                if self.server.options.login and not self.known:
                    self.send("530 Authentication required")
                elif self.answer("mail" if count == 1 else f"mail{count}",
                                 "250 Ok"):
                    sender, recipients = line[10:].split(" ")[0], []
            elif verb == "RCPT":
                n = len(recipients) + 1
                if self.answer("rcpt" if n == 1 else f"rcpt{n}", "250 Ok"):
                    recipients.append(line[8:])
            elif verb == "DATA":
                self.message(sender, recipients)
            elif verb == "QUIT":
                self.send("221 Bye")
                return
            else:
                self.send("502 unknown")


class Server:
    def __init__(self, options):
        self.options, self.store = options, Store(options.dir)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(options.cert)
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=16)

    def handle(self, sock):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        session = Session(self, sock)
        try:
            session.serve()
        except (Gone, OSError) as error:
            self.store.log(f"({type(error).__name__})")
        finally:
            session.sock.close()

    def run(self):
        path = os.path.join(self.options.dir, "port")
        with open(path + ".new", "w", encoding="ascii") as file:
            file.write(f"{self.socket.getsockname()[1]}\n")
        os.rename(path + ".new", path)
        while True:
            sock, _ = self.socket.accept()
            threading.Thread(target=self.handle, args=(sock,),
                             daemon=True).start()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dir", required=True)
    parser.add_argument("--cert", required=True)
    parser.add_argument("--tls", default="starttls",
                        choices=("implicit", "starttls", "none"))
    parser.add_argument("--login", nargs=2)
    Server(parser.parse_args()).run()


if __name__ == "__main__":
    main()
