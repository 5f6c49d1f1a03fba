# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer of bench/sesmail-flush.sh: the same messages by boto3.

boto3-send.py MESSAGES THREADS prints the seconds and the CPU seconds that
MESSAGES calls of SendEmail took, without start-up, one client for all threads.
"""
import os
import sys
import threading
import time

import boto3
from botocore.config import Config

count, threads = map(int, sys.argv[1:])
client = boto3.client(
    "sesv2", endpoint_url=os.environ["AWS_ENDPOINT_URL_SESV2"],
    region_name=os.environ["AWS_REGION"],
    config=Config(max_pool_connections=threads))
head = ("From: owner@group.example\r\nTo: cfo@group.example\r\n"
        "Subject: Report\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=us-ascii\r\n\r\n").encode()
message = head + b"".join(b"%-72d\r\n" % i for i in range(
    (4096 - len(head)) // 74)) + b"All is well.\r\n"


def send(n):
    for _ in range(n):
        client.send_email(
            Destination={"ToAddresses": ["cfo@group.example"]},
            Content={"Raw": {"Data": message}})


send(20)  # warms up
workers = [threading.Thread(target=send, args=(count // threads,))
           for _ in range(threads)]
start, cpu = time.perf_counter(), time.process_time()
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
print(time.perf_counter() - start, time.process_time() - cpu)
