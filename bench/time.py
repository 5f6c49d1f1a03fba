# SPDX-License-Identifier: GPL-3.0-or-later
"""Times commands against each other: time.py RUNS NAME COMMAND [NAME COMMAND]...

Each COMMAND is for sh. They take turns, so that a slow moment of the machine
hits all. Prints the median of each and its ratio to the last, the peer.
"""
import statistics
import subprocess
import sys
import time

runs = int(sys.argv[1])
names, commands = sys.argv[2::2], sys.argv[3::2]
times = {name: [] for name in names}
for turn in range(runs + 1):
    for name, command in zip(names, commands):
        start = time.perf_counter()
        subprocess.run(["sh", "-c", command], check=True,
                       stdout=subprocess.DEVNULL)
        if turn > 0:  # the first warms up
            times[name].append(time.perf_counter() - start)
peer = statistics.median(times[names[-1]])
for name in names:
    median = statistics.median(times[name])
    print(f"{name:40} {median * 1000:9.2f} ms {median / peer:7.2f} x "
          f"{(median - peer) * 1000:+9.2f} ms")
