# SPDX-License-Identifier: GPL-3.0-or-later
"""What SES and STS answer to questions, from the file `facts` of a test.

The file is a JSON object; each member may be left out:

    identities  {NAME: GetEmailIdentity's answer}; others are not there
    suppressed  {ADDRESS: Reason}
    sets        {NAME: GetConfigurationSet's answer}
    caller      the ARN that GetCallerIdentity tells
    deny        [OPERATION]: these keys may not ask that
    delay       milliseconds before each answer
    throttle    how many questions are put off before one is answered
    regions     {REGION: identities there}, beside the endpoint's own
"""
import copy
import json
import os
import re
import threading
import time
import urllib.parse

import sesapi

PATHS = (
    ("GetEmailIdentity", "/v2/email/identities/"),
    ("GetSuppressedDestination", "/v2/email/suppression/addresses/"),
    ("GetConfigurationSet", "/v2/email/configuration-sets/"),
)
SCOPE = re.compile(r"Credential=[^/]*/[0-9]{8}/([^/]*)/")
put_off = 0
lock, now_asked, most_asked = threading.Lock(), 0, 0


def is_question(request):
    return request.method == "GET" or request.target == "/"


def load(directory):
    try:
        with open(os.path.join(directory, "facts"), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def region_of(request):
    for name, value in request.headers:
        if name.lower() == "authorization":
            found = SCOPE.search(value)
            return found and found[1]
    return None


def check(request, account, now, facts, service):
    """The signature, for the endpoint's region or one of facts."""
    region = region_of(request)
    if region in facts.get("regions", {}):
        account = copy.copy(account)
        account.region = region
    sesapi.check_signature(request, account, now, service)


def caller(request, account, now, facts):
    check(request, account, now, facts, "sts")
    if request.body != b"Action=GetCallerIdentity&Version=2011-06-15":
        raise sesapi.Refused(400, "InvalidAction", "No such action")
    return ("<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>"
            + facts.get("caller", "arn:aws:iam::123456789012:user/mailer")
            + "</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>")


def find(operation, name, request, facts):
    """The answer, or None."""
    if operation == "GetSuppressedDestination":
        reason = facts.get("suppressed", {}).get(name)
        return reason and {"SuppressedDestination": {
            "EmailAddress": name, "Reason": reason}}
    if operation == "GetConfigurationSet":
        return facts.get("sets", {}).get(name)
    there = facts.get("identities", {})
    there = facts.get("regions", {}).get(region_of(request), there)
    return there.get(name)


def wait(milliseconds, directory):
    """The file `together`: how many waited at once, at most."""
    global now_asked, most_asked
    if milliseconds == 0:
        return
    with lock:
        now_asked += 1
        if now_asked > most_asked:
            most_asked = now_asked
            with open(os.path.join(directory, "together"), "w",
                      encoding="utf-8") as file:
                print(most_asked, file=file)
    time.sleep(milliseconds / 1000)
    with lock:
        now_asked -= 1


def answer(request, account, now):
    """Returns (operation, status, body, type)."""
    global put_off
    facts = load(account.dir)
    wait(facts.get("delay", 0), account.dir)
    if request.target == "/":
        return ("GetCallerIdentity", 200,
                caller(request, account, now, facts), "text/xml")
    for operation, path in PATHS:
        if request.target.startswith(path):
            break
    else:
        operation, path = "GetAccount", sesapi.ACCOUNT
    check(request, account, now, facts, "ses")
    if put_off < facts.get("throttle", 0):
        put_off += 1
        raise sesapi.Refused(429, "TooManyRequestsException",
                             "Rate exceeded")
    if operation in facts.get("deny", []):
        raise sesapi.Refused(403, "AccessDeniedException", "User is not "
                             f"authorized to perform: ses:{operation}")
    name = urllib.parse.unquote(request.target[len(path):])
    found = find(operation, name, request, facts)
    if found is None:
        raise sesapi.Refused(404, "NotFoundException", f"{name} not found.")
    return operation, 200, json.dumps(found), "application/json"
