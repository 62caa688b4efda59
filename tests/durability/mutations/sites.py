# SPDX-License-Identifier: Apache-2.0
"""Finds what a mutant may take away from a source: syncs, checks, flags, locks, clean-up. Works on text, not on syntax;
what it gets wrong does not compile, and is dropped and listed as such."""
import hashlib
import re
from dataclasses import dataclass, field

CHAIN = r"(?:\(\*\w+\)(?:\.|->))?(?:\w+(?:\(\))?(?:\.|->))*"
SYNCS = r"(?:sync|syncAll|syncAbove|settle|syncFolder|syncFile|fsync|syncfs|confirm)"
CALLS = [
    ("sync", re.compile(rf"(?<![\w.>:]){CHAIN}{SYNCS}\(")),
    ("sync", re.compile(r"(?<![\w])::(?:fsync|fdatasync|syncfs)\(")),
    ("lock", re.compile(rf"(?<![\w.>:]){CHAIN}tryLock\(")),
    ("lock", re.compile(r"(?<![\w])::flock\((?=[^()]*(?:\(\))?[^()]*LOCK_EX)")),
    ("mode", re.compile(rf"(?<![\w.>:]){CHAIN}(?:setMode|setModeAt)\(")),
    ("mode", re.compile(r"(?<![\w])::fchmod\(")),
    ("clean-up", re.compile(rf"(?<![\w.>:]){CHAIN}(?:removeTree|undo|removeFile|removeDirectory|destroy)\(")),
    ("memory", re.compile(rf"(?<![\w.>:]){CHAIN}(?:forget|forgetDurable|failAll)\(")),
    ("memory", re.compile(r"(?<![\w.>:])(?:library\.)?m_durable\.clear\(")),
]
FLAGS = re.compile(r"\b(?:RENAME_NOREPLACE|O_EXCL|O_NOFOLLOW|RESOLVE_BENEATH|RESOLVE_NO_SYMLINKS)\b")
NO_REPLACE = re.compile(r"(?<![\w.>:])renameWithoutReplacing\(")
UNTRUST = re.compile(r"\bm_untrusted = true;")
IF = re.compile(r"\bif \(")
FAILING = re.compile(
    r"\b(?:unexpected|failure|fails|explain|damaged|contentDamaged|loseTrust|abandon|noEntry|noLibrary|busy|systemFailure|"
    r"failAll|lastFailure)\b|return (?:\w+|false|std::nullopt|std::move\(\w+\)|\*std::move\(\w+\));|outcome = ")


@dataclass
class Site:
    kind: str
    start: int
    end: int
    before: str  # inserted at start; # stands for the number
    after: str
    line: int = 0
    text: str = ""
    key: str = ""
    edits: list = field(default_factory=list)


def blank(text):
    """The same text with comments and the insides of literals blanked, so that positions agree. The quotes stay: an
    operand may end with one."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)

    def blanked(match):
        whole = re.sub(r"[^\n]", " ", match.group())
        return whole if match.group().startswith("/") else match.group()[0] + whole[1:-1] + match.group()[-1]
    return pattern.sub(blanked, text)


def closing(text, opening):
    """Position of the bracket that closes the one at `opening`."""
    pairs = {"(": ")", "{": "}", "[": "]"}
    stack = []
    for at in range(opening, len(text)):
        c = text[at]
        if c in pairs:
            stack.append(pairs[c])
        elif stack and c == stack[-1]:
            stack.pop()
            if not stack:
                return at
    return len(text) - 1


def top_level(text, separator):
    depth = 0
    at = 0
    while at < len(text):
        if text[at] in "([{":
            depth += 1
        elif text[at] in ")]}":
            depth -= 1
        elif depth == 0 and text.startswith(separator, at):
            yield at
            at += len(separator) - 1
        at += 1


def body_after(text, at):
    while at < len(text) and text[at].isspace():
        at += 1
    if text[at] == "{":
        return text[at:closing(text, at) + 1]
    semicolon = next(top_level(text[at:], ";"), len(text) - at)
    return text[at:at + semicolon + 1]


def call_sites(code):
    for kind, pattern in CALLS:
        for match in pattern.finditer(code):
            line_start = code.rfind("\n", 0, match.start()) + 1
            before = code[line_start:match.start()]
            if re.search(r"(?:Sys<[^;]*>|Result<[^;]*>|void|bool|int|auto)\s+(?:\w+::)*$", before):
                continue  # a declaration
            if re.match(r"\s*(?:for|if)?\s*$", before) is None and re.search(r"\b(?:class|struct|friend)\b", before):
                continue
            end = closing(code, match.end() - 1) + 1
            zero = match.group().startswith("::")
            yield Site(kind, match.start(), end, "(pulse_mutation::on(#) ? 0 : " if zero
                       else "pulse_mutation::skip(#, [&] { return ", ")" if zero else "; })")


def flag_sites(code):
    for match in FLAGS.finditer(code):
        line = code[code.rfind("\n", 0, match.start()) + 1:match.end()]
        if line.lstrip().startswith("#") or "constexpr" in line:
            continue
        yield Site("flag", match.start(), match.end(), "(pulse_mutation::on(#) ? 0 : ", ")")


def no_replace_sites(code):
    for match in NO_REPLACE.finditer(code):
        end = closing(code, match.end() - 1)
        arguments = code[match.end():end]
        comma = next(top_level(arguments, ","), None)
        if comma is None or "&" in arguments[:comma]:
            continue  # its own declaration
        fs, rest = re.sub(r"^(\*.*)$", r"(\1)", arguments[:comma].strip()), arguments[comma + 1:]
        yield Site("no-replace", match.start(), end + 1, f"(pulse_mutation::on(#) ? {fs}.rename({rest}) : ", ")")


def check_sites(code):
    for match in IF.finditer(code):
        opening = match.end() - 1
        end = closing(code, opening)
        inside = code[opening + 1:end]
        body = body_after(code, end + 1)
        start = opening + 1
        semicolons = list(top_level(inside, ";"))
        condition = inside[semicolons[-1] + 1:] if semicolons else inside
        start += len(inside) - len(condition)
        start += len(condition) - len(condition.lstrip())
        condition = condition.strip()
        stop = start + len(condition)
        assigned = re.match(r"\{?\s*(\w+) = ", body)
        if re.fullmatch(r"\w+", condition) and assigned and assigned.group(1) == condition:
            yield Site("check", start, stop, "pulse_mutation::on(#) || (", ")")
            continue
        if not FAILING.search(body[:400]) or body.startswith("if"):
            continue
        declared = re.match(r"(?:const\s+)?auto\s+(\w+)\s*=[^=]", condition)
        if declared and not semicolons:
            yield Site("check", stop, stop, f"; !pulse_mutation::on(#) && {declared.group(1)}", "")
            continue
        yield Site("check", start, stop, "!pulse_mutation::on(#) && (", ")")
        operands = [0, *[at + 2 for at in top_level(condition, "||")]]
        if len(operands) > 1 and not declared:
            ends = [*[at - 2 for at in operands[1:]], len(condition)]
            for first, last in zip(operands, ends):
                part = condition[first:last]
                lead = len(part) - len(part.lstrip())
                yield Site("check", start + first + lead, start + first + len(part.rstrip()),
                           "(!pulse_mutation::on(#) && (", "))")


def loop_sites(code):
    for match in UNTRUST.finditer(code):
        yield Site("memory", match.start(), match.end(), "if (!pulse_mutation::on(#)) ", "")


def find(path, text):
    code = blank(text)
    sites = []
    for finder in (call_sites, flag_sites, no_replace_sites, check_sites, loop_sites):
        sites += finder(code)
    sites.sort(key=lambda s: (s.start, -s.end))
    counted = {}
    for site in sites:
        site.line = text.count("\n", 0, site.start) + 1
        shown = text[site.start:site.end] or text[text.rfind("(", 0, site.start):site.end]
        site.text = re.sub(r"\s+", " ", shown)[:160]
        # The function's name keeps a key the same when lines move.
        above = re.findall(r"^[\w<>:,&* ]*?([\w:~]+)\([^;]*$", text[:site.start], re.M)
        function = above[-1] if above else ""
        seed = f"{path}|{site.kind}|{function}|{site.text}"
        counted[seed] = counted.get(seed, 0) + 1
        site.key = hashlib.sha1(f"{seed}|{counted[seed]}".encode()).hexdigest()[:12]
    return sites


