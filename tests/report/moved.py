# SPDX-License-Identifier: GPL-3.0-or-later
"""moved.py OLD.json NEW.json SOURCE: prints the figures that differ and do not
cite SOURCE, then the number of those that do."""
import json
import sys


def holds(source, record):
    """file:line, or file:first-last with more than a hundred records."""
    name, _, place = source.rpartition(":")
    first, _, last = place.partition("-")
    its, _, line = record.rpartition(":")
    return name == its and int(first) <= int(line) <= int(last or first)


def main():
    old, new = ({figure["id"]: figure for figure in json.load(open(name))["figures"]}
                for name in sys.argv[1:3])
    told = 0
    for name in sorted(set(old) | set(new)):
        if old.get(name) == new.get(name):
            continue
        cited = set()
        for report in (old, new):
            cited.update(report.get(name, {}).get("sources", []))
        if any(holds(source, sys.argv[3]) for source in cited):
            told += 1
        else:
            print(name)
    print(told)


if __name__ == "__main__":
    main()
