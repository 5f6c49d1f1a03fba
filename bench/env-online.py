# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks what er-env check --online asks, one by one: ADDRESS,ADDRESS..."""
import os
import sys

import botocore.session
from botocore.exceptions import ClientError


def ask(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NotFoundException":
            raise


session = botocore.session.get_session()
where = {"region_name": os.environ["AWS_REGION"],
         "verify": os.environ["AWS_CA_BUNDLE"]}
sts = session.create_client(
    "sts", endpoint_url=os.environ["AWS_ENDPOINT_URL_STS"], **where)
ses = session.create_client(
    "sesv2", endpoint_url=os.environ["AWS_ENDPOINT_URL_SESV2"], **where)
ask(sts.get_caller_identity)
ask(ses.get_account)
for name in ("reports@group.example", "group.example"):
    ask(ses.get_email_identity, EmailIdentity=name)
for address in sys.argv[1].split(",") + ["audit@group.example"]:
    ask(ses.get_suppressed_destination, EmailAddress=address)
