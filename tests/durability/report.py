#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the tables of docs/durability.md from what the tests counted. What stands between a `begin` and an `end` mark is
replaced; all else is written by hand. Run by `./dev durability`."""
import collections
import os
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent / "mutations"
ROOT = HERE.parents[2]
ACCEPTED = HERE / "accepted.tsv"
sys.path.insert(0, str(HERE))
import copy_tree  # noqa: E402: they lie in the folder beside
import mutate  # noqa: E402
GROUPS = [("program: ", "program", "./dev durability -R test-system-calls"),
          ("processes: ", "processes", "./dev durability -R test-system-races"),
          ("small disk: ", "disk", "./dev durability -R test-system-narrow-disk")]


def read_lines(path):
    """Counts per operation, added up where several lines tell of the same."""
    rows = collections.OrderedDict()
    for line in path.read_text().splitlines() if path.exists() else []:
        cells = line.split("\t")
        if len(cells) < 5 or not all(cell.isdigit() for cell in cells[1:]):
            continue
        counts = rows.setdefault(cells[0], [0, 0, 0, 0])
        for i, cell in enumerate(cells[1:5]):
            counts[i] += int(cell)
    return rows


def in_places(rows, text):
    """Programs that run at once end in any order: what the document has already keeps its place."""
    places = {name: place for place, name in enumerate(re.findall(r"^\| (.+?) \| [\d,]+ \|", text, re.M))}

    def place(row):
        prefix = next((prefix for prefix, _, _ in GROUPS if row[0].startswith(prefix)), "")
        return places.get(row[0].removeprefix(prefix), len(places))
    return collections.OrderedDict(sorted(rows.items(), key=place))


def table(header, rows, total=True):
    lines = ["| " + " | ".join(header) + " |", "|" + "|".join(["---"] + ["---:"] * (len(header) - 1)) + "|"]
    for name, counts in rows:
        lines.append(f"| {name} | " + " | ".join(f"{n:,}" for n in counts) + " |")
    if total and len(rows) > 1:
        sums = [sum(column) for column in zip(*(counts for _, counts in rows))]
        lines.append("| **all** | " + " | ".join(f"**{n:,}**" for n in sums) + " |")
    return "\n".join(lines)


def in_process(rows):
    chosen = [(name, counts) for name, counts in rows.items() if not any(name.startswith(g[0]) for g in GROUPS)]
    return table(["operation", "kill points", "errors injected", "crash states", "violations"], chosen) if chosen else ""


def outside(rows, prefix, columns):
    chosen = [(name[len(prefix):], [counts[i] for i, _ in columns]) for name, counts in rows.items()
              if name.startswith(prefix)]
    return table(["operation", *[title for _, title in columns]], chosen) if chosen else ""


def mutations(results_path):
    """Every site that the sources have now, with what became of its mutant."""
    sites = copy_tree.Mutants(ROOT, [glob for globs, _, _ in mutate.PARTS.values() for glob in globs])
    results = mutate.Results(results_path).rows
    if not results:
        return ""
    accepted = dict(line.split("\t", 1) for line in ACCEPTED.read_text().splitlines() if "\t" in line)
    by_file = collections.defaultdict(collections.Counter)
    left = []
    for _, (name, site) in sorted(sites.by_number.items()):
        verdict = results[site.key][1] if site.key in results else "not tried"
        if verdict in ("survived", "not reached", "open"):
            verdict = "accepted" if site.key in accepted else verdict.replace("open", "survived")
            code = site.text.replace("|", "\\|")
            left.append(f"| `{name}:{site.line}` | {site.kind} | `{code}` | "
                        f"{accepted.get(site.key, 'not yet noticed by a test')} |")
        by_file[name][verdict] += 1
    titles = ["killed", "accepted", "survived", "not reached", "not compilable", "not tried"]
    listed = table(["file", *titles], [(f"`{name}`", [counts[t] for t in titles]) for name, counts in by_file.items()])
    if not left:
        return listed + "\n\nNo mutant survives."
    return "\n".join([listed, "", "What was taken away without a test noticing:", "", "| where | what | code | why |",
                      "|---|---|---|---|", *left])


def replace(text, mark, body):
    if not body:
        return text
    pattern = re.compile(rf"(<!-- begin {mark} -->\n).*?(<!-- end {mark} -->)", re.S)
    return pattern.sub(lambda match: match.group(1) + body + "\n" + match.group(2), text)


def main():
    counted, document = map(pathlib.Path, sys.argv[1:3])
    text = document.read_text()
    rows = in_places(read_lines(counted), text)
    text = replace(text, "in-process", in_process(rows))
    text = replace(text, "program", outside(rows, "program: ", [(0, "kills"), (1, "errors injected"), (3, "violations")]))
    text = replace(text, "processes", outside(rows, "processes: ", [(0, "kill -9"), (3, "violations")]))
    text = replace(text, "disk", outside(rows, "small disk: ", [(1, "failures"), (3, "violations")]))
    text = replace(text, "mutations", mutations(HERE / "results.tsv"))
    if rows:
        extent = "all of it (`--exhaustive`)" if os.environ.get("PULSE_EXHAUSTIVE") else "the sample of a normal run"
        text = replace(text, "extent", f"The figures below are those of {extent}.")
    document.write_text(text)
    wrong = sum(counts[3] for counts in rows.values())
    print(f"{document}: {len(rows)} operations, {wrong} violations")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
