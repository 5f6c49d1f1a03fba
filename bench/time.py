# SPDX-License-Identifier: GPL-3.0-or-later
"""Times commands against each other: time.py RUNS NAME COMMAND [NAME COMMAND]...

Each COMMAND is for sh. They take turns, so that a slow moment of the machine
hits all. Prints of each the median, its ratio to the last, the peer, what it
takes longer, the ratio of the processor's time, which other work on the machine
moves less, and the most memory that one of its processes had, or this one: it
is counted from before a process becomes another program.
"""
import os
import statistics
import subprocess
import sys
import time


def run(command):
    """Seconds, seconds of the processor, megabytes."""
    start = time.perf_counter()
    with subprocess.Popen(["sh", "-c", command],
                          stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command}: status {process.returncode}")
    return (seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main():
    runs = int(sys.argv[1])
    names, commands = sys.argv[2::2], sys.argv[3::2]
    took = {name: [] for name in names}
    for turn in range(runs + 1):
        for name, command in zip(names, commands):
            figures = run(command)
            if turn > 0:  # the first warms up
                took[name].append(figures)
    middle = {name: [statistics.median(column) for column in zip(*rows)]
              for name, rows in took.items()}
    peer = middle[names[-1]]
    for name in names:
        seconds, cpu, _ = middle[name]
        peak = max(row[2] for row in took[name])
        print(f"{name:40} {seconds * 1000:9.2f} ms {seconds / peer[0]:7.2f} x "
              f"{(seconds - peer[0]) * 1000:+9.2f} ms "
              f"{cpu / peer[1]:7.2f} x cpu {peak:7.1f} MB")


main()
