# SPDX-License-Identifier: GPL-3.0-or-later
"""schema.py SCHEMA.json FILE.json...: are the files what the JSON Schema says?
Knows the words of draft 2020-12 that ours has, and no others: one that it does
not know is a fault. Prints each fault."""
import json
import re
import sys

TYPES = {"object": dict, "array": list, "string": str, "null": type(None),
         "boolean": bool, "integer": int, "number": (int, float)}
SAYS_NOTHING = {"$schema", "$comment", "$defs", "title", "description"}


def is_a(value, name):
    if isinstance(value, bool) and name in ("integer", "number"):
        return False
    return isinstance(value, TYPES[name])


class Reader:
    def __init__(self, schema):
        self.root = schema

    def faults(self, value, schema, at):
        for word, wanted in schema.items():
            if word in SAYS_NOTHING or word in ("then", "else"):
                continue
            rule = getattr(self, "rule_" + word.lstrip("$"), None)
            if rule is None:
                yield f"{at}: '{word}' is not known"
            else:
                yield from rule(value, wanted, schema, at)

    def holds(self, value, schema, at):
        return not list(self.faults(value, schema, at))

    def rule_ref(self, value, wanted, schema, at):
        target = self.root
        for part in wanted.removeprefix("#/").split("/"):
            target = target[part]
        yield from self.faults(value, target, at)

    def rule_type(self, value, wanted, schema, at):
        names = wanted if isinstance(wanted, list) else [wanted]
        if not any(is_a(value, name) for name in names):
            yield f"{at}: {value!r} is none of {names}"

    def rule_const(self, value, wanted, schema, at):
        if value != wanted:
            yield f"{at}: {value!r} is not {wanted!r}"

    def rule_enum(self, value, wanted, schema, at):
        if value not in wanted:
            yield f"{at}: {value!r} is none of {wanted}"

    def rule_pattern(self, value, wanted, schema, at):
        if isinstance(value, str) and not re.search(wanted, value):
            yield f"{at}: {value!r} does not match {wanted}"

    def rule_minimum(self, value, wanted, schema, at):
        if is_a(value, "number") and value < wanted:
            yield f"{at}: {value} is below {wanted}"

    def rule_maximum(self, value, wanted, schema, at):
        if is_a(value, "number") and value > wanted:
            yield f"{at}: {value} is above {wanted}"

    def rule_minItems(self, value, wanted, schema, at):
        if isinstance(value, list) and len(value) < wanted:
            yield f"{at}: fewer than {wanted}"

    def rule_required(self, value, wanted, schema, at):
        for name in wanted if isinstance(value, dict) else ():
            if name not in value:
                yield f"{at}: there is no '{name}'"

    def rule_properties(self, value, wanted, schema, at):
        for name, inner in wanted.items() if isinstance(value, dict) else ():
            if name in value:
                yield from self.faults(value[name], inner, f"{at}/{name}")

    def rule_additionalProperties(self, value, wanted, schema, at):
        for name in value if isinstance(value, dict) else ():
            if name not in schema.get("properties", {}):
                yield from self.faults(value[name], wanted, f"{at}/{name}")

    def rule_items(self, value, wanted, schema, at):
        for i, item in enumerate(value if isinstance(value, list) else ()):
            yield from self.faults(item, wanted, f"{at}/{i}")

    def rule_allOf(self, value, wanted, schema, at):
        for inner in wanted:
            yield from self.faults(value, inner, at)

    def rule_anyOf(self, value, wanted, schema, at):
        if not any(self.holds(value, inner, at) for inner in wanted):
            yield f"{at}: none of the forms that it may have"

    def rule_oneOf(self, value, wanted, schema, at):
        if sum(self.holds(value, inner, at) for inner in wanted) != 1:
            yield f"{at}: not one of the forms that it may have"

    def rule_if(self, value, wanted, schema, at):
        branch = "then" if self.holds(value, wanted, at) else "else"
        yield from self.faults(value, schema.get(branch, {}), at)


with open(sys.argv[1], encoding="utf-8") as f:
    reader = Reader(json.load(f))
for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as f:
        for fault in reader.faults(json.load(f), reader.root, ""):
            print(f"{name}{fault}")
