# SPDX-License-Identifier: GPL-3.0-or-later
"""A loopback server that gives out keys: STS, a container's and EC2's endpoint.

endpoint.sh starts it (keys_start) and documents its use. Into its directory it
writes `port` when it is ready and `log`, a line for each request. A file `say`
there is answered instead: its first line is the status, the rest the body.
"""
import argparse
import http.server
import json
import os
import sys
import threading
import time
import types
import urllib.parse

import endpoint
import sesapi

STS = "https://sts.amazonaws.com/doc/2011-06-15/"
EC2 = "/latest/meta-data/iam/security-credentials/"
WEB_TOKEN, EC2_TOKEN = "web.identity.token", "ec2-token=="


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args):
        pass

    def note(self, *words):
        with open(os.path.join(self.server.dir, "log"), "a",
                  encoding="utf-8") as file:
            print(*words, file=file)

    def answer(self, status, text, kind="text/plain"):
        self.note(self.command, self.path, status)
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def overruled(self):
        try:
            with open(os.path.join(self.server.dir, "say"),
                      encoding="utf-8") as file:
                status, _, body = file.read().partition("\n")
        except FileNotFoundError:
            return False
        self.answer(int(status), body)
        return True

    def expires(self):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(
            time.time() + self.server.options.lifetime))

    def answer_json(self):
        key_id, secret, token = self.server.given
        self.answer(200, json.dumps(
            {"Code": "Success", "AccessKeyId": key_id, "Token": token,
             "SecretAccessKey": secret, "Expiration": self.expires()}),
            "application/json")

    # ---- STS

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.overruled():
            return
        form = dict(urllib.parse.parse_qsl(body.decode(), strict_parsing=True))
        self.note("form", *(f"{name}={value}" for name, value in form.items()
                            if name not in ("Version", "WebIdentityToken")))
        try:
            self.check_form(form, body)
        except sesapi.Refused as error:
            self.answer(error.status, f'<ErrorResponse xmlns="{STS}"><Error>'
                        f"<Type>Sender</Type><Code>{error.name}</Code>"
                        f"<Message>{error.text}</Message></Error>"
                        "</ErrorResponse>", "text/xml")
            return
        key_id, secret, token = self.server.given
        action = form["Action"]
        self.answer(200, f'<{action}Response xmlns="{STS}">\n'
                    f"<{action}Result><Credentials>"
                    f"<AccessKeyId>{key_id}</AccessKeyId>\n"
                    f"<SecretAccessKey>{secret}</SecretAccessKey>"
                    f"<SessionToken>{token}</SessionToken>"
                    f"<Expiration>{self.expires()}</Expiration>"
                    f"</Credentials></{action}Result></{action}Response>",
                    "text/xml")

    def check_form(self, form, body):
        if self.path != "/" or form.get("Version") != "2011-06-15" or \
                not 2 <= len(form.get("RoleSessionName", "")) <= 64 or \
                not form.get("RoleArn", "").startswith("arn:aws:iam::"):
            raise sesapi.Refused(400, "ValidationError", "1 error detected")
        if form["Action"] == "AssumeRoleWithWebIdentity":
            if "Authorization" in self.headers:
                raise sesapi.bad("This call is not signed.")
            if form.get("WebIdentityToken") != WEB_TOKEN:
                raise sesapi.Refused(400, "InvalidIdentityToken",
                                     "The token is no good.")
            return
        request = endpoint.Request("POST", self.path, self.headers.items(),
                                   body)
        signer = self.server.signer
        if self.server.given[0] in self.headers.get("Authorization", ""):
            key_id, secret, token = self.server.given
            signer = types.SimpleNamespace(key_id=key_id, secret=secret,
                                           token=token, region=signer.region)
        sesapi.check_signature(request, signer, time.time(), "sts")

    # ---- the container's and EC2's

    def do_GET(self):
        if self.overruled():
            return
        if self.path == "/container":
            if self.headers.get("Accept") != "application/json":
                self.answer(406, "no")
            elif self.headers.get("Authorization", "") != \
                    self.server.options.authorization:
                self.answer(401, '{"code":"AccessDenied"}')
            else:
                self.answer_json()
        elif self.headers.get("X-aws-ec2-metadata-token") != EC2_TOKEN:
            self.answer(401, "")
        elif self.path == EC2:
            self.answer(200, "mail-role\n")
        elif self.path == EC2 + "mail-role":
            self.answer_json()
        else:
            self.answer(404, "")

    def do_PUT(self):
        if self.overruled():
            return
        if self.path != "/latest/api/token" or \
                not self.headers.get("X-aws-ec2-metadata-token-ttl-seconds"):
            self.answer(400, "")
        else:
            self.answer(200, EC2_TOKEN)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dir", required=True)
    parser.add_argument("--region", default="us-west-2")
    parser.add_argument("--signer", nargs=2, required=True)
    parser.add_argument("--given", nargs=3, required=True)
    parser.add_argument("--authorization", default="")
    parser.add_argument("--lifetime", type=int, default=3600)
    options = parser.parse_args()
    threading.Thread(target=endpoint.quit_with_parent, args=(os.getppid(),),
                     daemon=True).start()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.dir, server.options = options.dir, options
    server.given = options.given
    server.signer = types.SimpleNamespace(
        key_id=options.signer[0], secret=options.signer[1], token=None,
        region=options.region)
    path = os.path.join(options.dir, "port")
    with open(path + ".new", "w", encoding="ascii") as file:
        file.write(f"{server.server_port}\n")
    os.rename(path + ".new", path)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
