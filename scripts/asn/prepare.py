#!/usr/bin/env python3
"""Makes ITU's ASN.1 modules fit for rasn-compiler 0.16: prepare.py FROM_FOLDER TO_FOLDER

Every rule leaves the bits of aligned PER as they are, says why it is there, and counts what it changed. A rule that has nothing to
change any more is an error: the compiler or the modules have moved on, and it has to go.
"""

import re
import sys
from collections import Counter
from pathlib import Path

# What a module's names get in front when another module has the same name.
PREFIX = {
    "H235-SECURITY-MESSAGES": "H235",
    "H323-MESSAGES": "H225",
    "MULTIMEDIA-SYSTEM-CONTROL": "H245",
    "SIGNALLING-TRAVERSAL": "H46018",
    "MEDIA-TRAVERSAL": "H46019",
}


def comments(text):
    """The compiler trips over comments in some places; and ITU's prose has no place in what we publish."""
    return re.subn(r'("[^"]*")|--(?:(?!--|\n).)*(?:--)?', lambda m: m.group(1) or " ", text)


def keywords_on_one_line(text):
    """The compiler wants keywords of two words on one line."""
    words = r"\b(OBJECT|OCTET|BIT|SEQUENCE|SET)[ \t]*\n\s*(IDENTIFIER|STRING|OF)\b"
    return re.subn(words, r"\1 \2", text)


def open_types(text):
    """An open type is an OCTET STRING without bounds on the wire; the compiler has no information object classes."""
    return re.subn(r"TYPE-IDENTIFIER\.&Type\s*\([^)]*\)", "OCTET STRING", text)


def inner_subtyping(text):
    """WITH COMPONENTS and CONSTRAINED BY are not visible to PER."""
    return re.subn(r"\(\s*(?:WITH COMPONENTS|CONSTRAINED BY)\s*\{[^}]*\}\s*\)", "", text)


def parameterised_types(text):
    """SIGNED, ENCRYPTED and HASHED become one type each: their parameter never changes the wire, what it names is opaque there."""
    count = 0
    for name, parameter, plain in (
        ("SIGNED", "ToBeSigned", "SignedToken"),
        ("ENCRYPTED", "ToBeEncrypted", "EncryptedToken"),
        ("HASHED", "ToBeHashed", "HashedToken"),
    ):
        text, defined = re.subn(rf"\b{name}\s*\{{\s*{parameter}\s*\}}\s*::=", f"{plain} ::=", text)
        if defined:
            text = re.sub(rf"\b{parameter}\b", "OCTET STRING", text)
        text, used = re.subn(rf"\b{name}\s*\{{[^}}]*\}}", plain, text)
        count += defined + used
    return text, count


def additions_are_optional(text):
    """What was added after `...` becomes OPTIONAL: the same bits when it is there, and a message of an older version, which lacks it,
    is read instead of refused."""
    out, count, at = [], 0, 0
    for match in re.finditer(r"\{", text):
        if match.start() < at:
            continue
        end = closing(text, match.start())
        body, inner = additions_are_optional(text[match.end() : end])
        count += inner
        head = text[at : match.start()]
        if re.search(r"\b(SEQUENCE|SET)\s*$", head):
            parts, after = split(body), False
            for n, part in enumerate(parts):
                if part.strip() == "...":
                    after = not after
                elif after and part.strip() and not re.search(r"\b(OPTIONAL|DEFAULT\b.*)\s*$", part, re.S):
                    parts[n] = part.rstrip() + " OPTIONAL"
                    count += 1
            body = ",".join(parts)
        out.append(head + "{" + body + "}")
        at = end + 1
    return "".join(out) + text[at:], count


def closing(text, start):
    depth = 0
    for at in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return at
    sys.exit(f"no end of the brace at {start}")


def split(body):
    """At commas that are in no bracket."""
    parts, depth = [""], 0
    for char in body:
        depth += (char in "{([") - (char in "})]")
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def sets_are_sequences(text):
    """SET OF is SEQUENCE OF in basic PER; as such it keeps the order of the wire and becomes a Vec."""
    return re.subn(r"\bSET\b(\s+SIZE\s*\([^)]*\)\s*\)?)?(\s+OF\b)", r"SEQUENCE\1\2", text)


def unique_names(texts):
    """The compiler keeps one type of a name over all modules, and drops the others without a word."""
    plain = lambda name: name.lower().replace("-", "")
    defined = {module: set(re.findall(r"^([A-Z][\w-]*)\s*::=", text, re.M)) for module, text in texts.items()}
    often = Counter(plain(name) for names in defined.values() for name in names)
    renamed = {
        module: {name: f"{PREFIX[module]}-{name}" for name in names if often[plain(name)] > 1}
        for module, names in defined.items()
    }
    count, out = 0, {}
    for module, text in texts.items():
        here = dict(renamed[module])
        for names, source in imports(text):
            here.update((name, new) for name, new in renamed[source].items() if name in names)
        for name, new in here.items():
            text, changed = re.subn(rf"(?<![\w-]){re.escape(name)}(?![\w-])", new, text)
            count += changed
        out[module] = text
    return out, count


def imports(text):
    """Pairs of names and the module that they come from."""
    block = re.search(r"\bIMPORTS\b(.*?);", text, re.S)
    for names, source in re.findall(r"([^;]*?)\bFROM\s+([\w-]+)(?:\s*\{[^}]*\})?", block.group(1) if block else ""):
        yield set(re.findall(r"[A-Z][\w-]*", names)), source


RULES = [
    comments,
    keywords_on_one_line,
    open_types,
    inner_subtyping,
    parameterised_types,
    additions_are_optional,
    sets_are_sequences,
]


def main(source, target):
    texts = {}
    for path in sorted(Path(source).glob("*.asn")):
        texts[path.stem] = path.read_text()
    if set(texts) != set(PREFIX):
        sys.exit(f"expected {sorted(PREFIX)}, found {sorted(texts)}")
    for rule in RULES:
        total = 0
        for module, text in texts.items():
            texts[module], count = rule(text)
            total += count
        report(rule, total)
    texts, total = unique_names(texts)
    report(unique_names, total)
    Path(target).mkdir(parents=True, exist_ok=True)
    for module, text in texts.items():
        Path(target, f"{module}.asn").write_text(re.sub(r"[ \t]+\n", "\n", text))


def report(rule, count):
    if count == 0:
        sys.exit(f"the rule {rule.__name__} changes nothing any more: is it still needed?")
    print(f"   {rule.__name__}: {count}", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:3])
