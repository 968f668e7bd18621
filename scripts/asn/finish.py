#!/usr/bin/env python3
"""Mends what rasn-compiler 0.16 writes for rasn 0.30: finish.py FROM.rs TO.rs (FROM.rs after rustfmt)

`#[non_exhaustive]` is never touched: rasn's derive reads it as the extension marker. Every rule says why it is there and counts what
it changed; one that has nothing to change any more is an error.
"""

import re
import sys
from pathlib import Path

HEADER = """\
// Written by scripts/asn1: do not edit.
//
// Types of H.225.0 version 7 (12/2009), H.245 version 15 (12/2009), H.235.0 (09/2005), H.460.18 and H.460.19 (09/2005), out of the ASN.1
// modules of ITU-T's database as Debian's source package of Wireshark carries them (ADR 16).

"""
ATTRIBUTE = r'#\[rasn\(((?:[^\]"]|"[^"]*")*?)\)\]'
CONSTRAINT = r'\b(?:size|value)\("[^"]*"(?:, extensible)?\)|\bfrom\([^)]*\)'


class Newtypes:
    """Constraints of newtypes, through newtypes of newtypes."""

    def __init__(self, text):
        self.known = {
            name: (re.findall(CONSTRAINT, attributes), inner)
            for attributes, name, inner in re.findall(ATTRIBUTE + r"\s*pub struct (\w+)\(pub ([\w<>:]+)\);", text)
            if "delegate" in attributes
        }

    def constraints(self, name):
        found = []
        while name in self.known:
            constraints, name = self.known[name]
            found += constraints
        return found


def additions_keep_constraints(text):
    """rasn 0.30 reads an extension addition with `Constraints::default()`, so that a constrained newtype there is read as if it had no
    constraint (`TimeToLive`, `EndpointIdentifier`). What encodes the same way does not notice; only real messages do. The constraint is
    repeated at the field."""
    newtypes, count = Newtypes(text), 0

    def repeat(match):
        nonlocal count
        attributes, field, name = match.groups()
        constraints = newtypes.constraints(name)
        if "extension_addition" not in attributes or re.search(CONSTRAINT, attributes) or not constraints:
            return match.group(0)
        count += 1
        return f"#[rasn({attributes.rstrip().rstrip(',')}, {', '.join(constraints)})]\npub {field}: Option<{name}>,"

    return re.sub(ATTRIBUTE + r"\s*pub (\w+):\s+Option<(\w+)>,", repeat, text), lambda: count


def alphabets_are_repeated(text):
    """A field's own SIZE replaces what its newtype says instead of narrowing it: `TBCD-STRING (SIZE (3..16))` loses its alphabet, and
    with it the width of a character. FROM is repeated at the field."""
    newtypes, count = Newtypes(text), 0

    def repeat(match):
        nonlocal count
        attributes, rest, name = match.groups()
        alphabet = [c for c in newtypes.constraints(name) if c.startswith("from(")]
        if "delegate" in attributes or "from(" in attributes or not re.search(r"\b(size|value)\(", attributes) or not alphabet:
            return match.group(0)
        count += 1
        return f"#[rasn({attributes.rstrip().rstrip(',')}, {', '.join(alphabet)})]\n{rest}"

    return re.sub(ATTRIBUTE + r"\s*((?:pub \w+:\s+(?:Option<)?|\w+\()(\w+))", repeat, text), lambda: count


def no_hashes(text):
    """Nobody hashes a message, and 700 derived `Hash` are slow to compile."""
    text, count = re.subn(r", Hash\)\]", ")]", text)
    return text, lambda: count


def constructors_take_what_is_mandatory(text):
    """`new` asks for every field, of which a Setup has 39. Ours asks for the mandatory ones and leaves the others out; they are set by
    name afterwards. (A type without fields keeps its own.)"""
    count = 0
    fields = {
        name: re.findall(r"^ *pub (\w+):\s+(.*),$", body, re.M)
        for name, body in re.findall(r"pub struct (\w+) \{\n(.*?)^    \}\n", text, re.M | re.S)
    }

    def shorten(match):
        nonlocal count
        name = match.group(1)
        if name not in fields:
            return match.group(0)
        count += 1
        mandatory = [f"{field}: {kind}" for field, kind in fields[name] if not kind.startswith("Option<")]
        body = [field if not kind.startswith("Option<") else f"{field}: None" for field, kind in fields[name]]
        return f"    impl {name} {{\npub fn new({', '.join(mandatory)}) -> Self {{ Self {{ {', '.join(body)} }} }}\n    }}\n"

    pattern = r"    impl (\w+) \{\n        pub fn new\(.*?^    \}\n"
    return re.sub(pattern, shorten, text, flags=re.M | re.S), lambda: count


RULES = [
    additions_keep_constraints,
    alphabets_are_repeated,
    no_hashes,
    constructors_take_what_is_mandatory,
]


def main(source, target):
    text = Path(source).read_text()
    for rule in RULES:
        text, count = rule(text)
        if count() == 0:
            sys.exit(f"the rule {rule.__name__} changes nothing any more: is it still needed?")
        print(f"   {rule.__name__}: {count()}", file=sys.stderr)
    Path(target).write_text(HEADER + text)


if __name__ == "__main__":
    main(*sys.argv[1:3])
