# SPDX-License-Identifier: GPL-3.0-or-later
"""What Amazon SES checks in a SendEmail call, as strictly as we know it.

The signature is computed anew with botocore's signer, the JSON is held against
botocore's copy of the service model, the message against SES's rules. Each
check raises Refused with the status, name and text that SES would answer.
"""
import base64
import calendar
import json
import re
import time

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.loaders import Loader

SEND_EMAIL = "/v2/email/outbound-emails"
ACCOUNT = "/v2/email/account"
SINGLETONS = frozenset("""
    accept-language acceptlanguage archived-at auto-submitted bounces-to
    comments content-alternative content-base content-class
    content-description content-disposition content-duration content-id
    content-language content-length content-location content-md5
    content-transfer-encoding content-type date delivered-to
    disposition-notification-options disposition-notification-to
    dkim-signature domainkey-signature errors-to from importance in-reply-to
    keywords list-archive list-help list-id list-owner list-post
    list-subscribe list-unsubscribe list-unsubscribe-post message-context
    message-id mime-version organization original-from original-message-id
    original-recipient original-subject precedence priority references
    reply-to return-path return-receipt-to sender solicitation sensitivity
    subject thread-index thread-topic user-agent vbr-info""".split())


class Refused(Exception):
    """An error that SES itself answers with."""

    def __init__(self, status, name, text):
        super().__init__(text)
        self.status, self.name, self.text = status, name, text


def bad(text):
    return Refused(400, "BadRequestException", text)


# ---- signature ----------------------------------------------------------

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/,]+)/([0-9]{8})/([a-z0-9-]+)/([a-z0-9]+)"
    r"/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})")


def check_date(date, day, now):
    if not re.fullmatch("[0-9]{8}T[0-9]{6}Z", date):
        raise Refused(403, "IncompleteSignatureException",
                      "Date must be in ISO-8601 'basic format'.")
    if date[:8] != day:
        raise Refused(403, "InvalidSignatureException",
                      "Date in Credential scope does not match X-Amz-Date.")
    when = calendar.timegm(time.strptime(date, "%Y%m%dT%H%M%SZ"))
    shown = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
    if when < now - 300:
        edge = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now - 300))
        raise Refused(403, "InvalidSignatureException",
                      f"Signature expired: {date} is now earlier than {edge} "
                      f"({shown} - 5 min.)")
    if when > now + 300:
        edge = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now + 300))
        raise Refused(403, "InvalidSignatureException",
                      f"Signature not yet current: {date} is still later than "
                      f"{edge} ({shown} + 5 min.)")


def check_signature(request, account, now, expected="ses"):
    """request: method, target, headers (list of pairs), body."""
    header = {}
    for name, value in request.headers:
        if name.lower() in header:
            raise bad(f"Header {name} is there twice.")
        header[name.lower()] = value
    found = AUTHORIZATION.fullmatch(header.get("authorization", ""))
    if found is None:
        raise Refused(403, "MissingAuthenticationTokenException",
                      "Missing Authentication Token")
    key_id, day, region, service, names, signature = found.groups()
    if key_id != account.key_id or \
            header.get("x-amz-security-token") != account.token:
        raise Refused(403, "UnrecognizedClientException", "The security token "
                      "included in the request is invalid.")
    if region != account.region:
        raise Refused(403, "InvalidSignatureException", "Credential should be "
                      f"scoped to a valid region, not '{region}'.")
    if service != expected:
        raise Refused(403, "InvalidSignatureException", "Credential should be "
                      f"scoped to correct service: '{expected}'.")
    names = names.split(";")
    for name in header:
        if name not in names and (name in ("host", "content-type") or
                                  name.startswith("x-amz-")):
            raise Refused(403, "InvalidSignatureException",
                          f"'{name}' must be a 'SignedHeader' in the "
                          "AWS Authorization.")
    check_date(header.get("x-amz-date", ""), day, now)

    auth = SigV4Auth(Credentials(account.key_id, account.secret), service,
                     region)
    again = AWSRequest(
        method=request.method,
        url=f"https://{header['host']}{request.target}", data=request.body,
        headers={name: header.get(name, "") for name in names})
    again.context["timestamp"] = header["x-amz-date"]
    canonical = auth.canonical_request(again)
    if signature != auth.signature(auth.string_to_sign(again, canonical),
                                   again):
        raise Refused(403, "InvalidSignatureException",
                      "The request signature we calculated does not match the "
                      "signature you provided. The Canonical String for this "
                      f"request should have been '{canonical}'")


# ---- JSON ---------------------------------------------------------------

def load_model():
    """SES's own, with the tenants that an older botocore does not know."""
    model = Loader().load_service_model("sesv2", "service-2")
    shapes = model["shapes"]
    shapes.setdefault("TenantName", {"type": "string", "min": 1})
    shapes[model["operations"]["SendEmail"]["input"]["shape"]][
        "members"].setdefault("TenantName", {"shape": "TenantName"})
    return model


def check_shape(model, name, value, where):
    shape = model["shapes"][name]
    kind = shape["type"]
    expected = {"structure": dict, "list": list, "string": str, "blob": str,
                "boolean": bool, "integer": int}[kind]
    if not isinstance(value, expected):
        raise Refused(400, "SerializationException",
                      f"{where} is not a {kind}")
    if kind == "structure":
        for member in shape.get("required", []):
            if member not in value:
                raise bad(f"{where}.{member} is missing")
        for member, inner in value.items():
            if member not in shape["members"]:
                raise bad(f"{where} has no member {member}")
            check_shape(model, shape["members"][member]["shape"], inner,
                        f"{where}.{member}")
    elif kind == "list":
        check_length(shape, len(value), where)
        for i, inner in enumerate(value):
            check_shape(model, shape["member"]["shape"], inner,
                        f"{where}[{i}]")
    elif kind == "string":
        check_length(shape, len(value), where)
        if not re.search(shape.get("pattern", ""), value):
            raise bad(f"{where} does not match {shape['pattern']}")
        if value not in shape.get("enum", [value]):
            raise bad(f"{where} is none of {shape['enum']}")


def check_length(shape, n, where):
    if n < shape.get("min", 0) or n > shape.get("max", n):
        raise bad(f"{where} has a bad length, {n}")


def no_doubles(pairs):
    if len({name for name, _ in pairs}) < len(pairs):
        raise bad("A JSON object names a member twice.")
    return dict(pairs)


def parse_call(request, model):
    header = {name.lower(): value for name, value in request.headers}
    if header.get("content-type") != "application/json":
        raise Refused(415, "UnsupportedMediaTypeException",
                      "Content-Type must be application/json")
    try:
        call = json.loads(request.body.decode("utf-8"),
                          object_pairs_hook=no_doubles)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Refused(400, "SerializationException", str(error)) from error
    shape = model["operations"]["SendEmail"]["input"]["shape"]
    check_shape(model, shape, call, "SendEmail")
    if len(call["Content"]) != 1:
        raise bad("Content must have exactly one of Simple, Raw, Template")
    name = call.get("ConfigurationSetName")
    if name is not None and not re.fullmatch("[A-Za-z0-9_-]{1,64}", name):
        raise bad(f"Configuration set <{name}> does not exist.")
    for tag in call.get("EmailTags", []):
        for part in tag.values():
            if not re.fullmatch("[A-Za-z0-9_-]{1,256}", part):
                raise bad(f"Invalid tag <{part}>.")
    return call


# ---- message ------------------------------------------------------------

def check_recipients(destination):
    addresses = [address for name in ("ToAddresses", "CcAddresses",
                                      "BccAddresses")
                 for address in destination.get(name, [])]
    if not 1 <= len(addresses) <= 50:
        raise bad(f"Recipient count is {len(addresses)}, not 1 to 50.")
    for address in addresses:
        local, at, domain = address.rpartition("@")
        if not at or not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+",
                                      domain):
            raise bad(f"Missing final '@domain': {address}")
        if not re.fullmatch(r'[!-;=?-~]{1,64}|"[ -~]*"', local):
            raise bad("Local address contains control or whitespace")
    return addresses


def decode(text):
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Refused(400, "SerializationException", str(error)) from error
    if base64.b64encode(raw).decode() != text:
        raise Refused(400, "SerializationException", "base64 is not canonical")
    return raw


def split_header(raw):
    """The fields of a message as (name, value), unfolded."""
    end = raw.find(b"\r\n\r\n")
    if end < 0:
        raise bad("Header section too long.")
    fields = []
    for line in raw[:end].decode("ascii").split("\r\n"):
        if line[:1] in (" ", "\t") and fields:
            fields[-1] = (fields[-1][0], fields[-1][1] + line)
            continue
        name, colon, value = line.partition(":")
        if not colon or not re.fullmatch("[!-9;-~]+", name):
            raise bad("Empty header names are illegal.")
        fields.append((name, value.strip()))
    return fields


def check_message(raw):
    """SES forgives some of these; er-sesmail must not rely on it."""
    if not raw:
        raise bad("The message is empty.")
    if re.search(rb"\r(?!\n)|(?<!\r)\n", raw):
        raise bad("Line ends must be CR LF.")
    if b"\0" in raw or re.search(rb"[\x80-\xff]", raw):
        raise bad("The message holds a NUL or an 8-bit byte.")
    if max(map(len, raw.split(b"\r\n"))) > 998:
        raise bad("A line is longer than 998 characters.")
    fields = split_header(raw)
    names = [name.lower() for name, _ in fields]
    for name in names:
        if name in ("bcc", "resent-bcc"):
            raise bad(f"Header '{name}' was left in the message.")
        if name in SINGLETONS and names.count(name) > 1:
            raise bad(f"Duplicate header '{name}'.")
    if "from" not in names:
        raise bad("Missing required header 'From'.")
    return fields


def check_send_email(request, account, model, now):
    """All of it. Returns (envelope, message bytes)."""
    check_signature(request, account, now)
    if request.target != SEND_EMAIL or request.method != "POST":
        raise Refused(404, "UnknownOperationException", "Unknown operation")
    call = parse_call(request, model)
    if "Raw" not in call["Content"]:
        return call, b""
    raw = decode(call["Content"]["Raw"].pop("Data"))
    fields = check_message(raw)
    if "Destination" in call:
        check_recipients(call["Destination"])
    elif not any(name.lower() == "to" for name, _ in fields):
        raise bad("Missing required header 'To'.")
    return call, raw
