#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes every sync, check, flag, lock and clean-up of the durable parts away, one at a time, and lists what no test notices.

One copy of the tree is built with a switch at every place (mutation.h), so that a mutant costs no build but only the run
of the tests that come by it, the quickest first, until one fails. Results are kept beside the copy; a later run does what
is missing. Run by `./dev durability --mutations`."""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import re
import selectors
import shutil
import signal
import subprocess
import sys
import time

import sites as finder

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
WORK = ROOT / "build" / "mutation"
TREE = WORK / "tree"
BUILD = WORK / "build"

# What is mutated, and the tests that are to notice, quickest first. A test that does not exist yet is passed over.
PARTS = {
    "fs": (["core/fs/*.cpp"],
           ["real-fs", "faults", "durable-file", "journal", "drafts", "settings", "filesystem-layout",
            "filesystem-hostile", "filesystem-faults", "filesystem-writers", "filesystem-upkeep", "conformance-life",
            "conformance-publishing", "journal-durability", "filesystem-durability"]),
    "filesystem": (["core/backends/filesystem/*.cpp"],
                   ["conformance-life", "conformance-listing", "conformance-metadata", "conformance-publishing",
                    "conformance-refusals", "conformance-renaming", "conformance-transfer", "conformance-many",
                    "conformance-fingerprints", "conformance-together", "upgrade-durability", "bulk-durability"]),
    "backup": (["core/backup/*.cpp"], []),
    "library": (["core/library/draft*.cpp", "core/library/settings.cpp", "core/library/*migrat*.cpp"],
                ["drafts", "settings", "migration", "export", "library-durability"]),
}
PATTERNS = {"filesystem": r"^filesystem-|-filesystem", "backup": r"backup", "library": r"draft|journal|upgrade|migrat"}


def run(command, **options):
    return subprocess.run(command, text=True, **options)


def take_committed():
    """From here on the sources are those of the last commit, whatever is being written in the checkout."""
    global ROOT
    source = WORK / "committed"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir(parents=True)
    archive = subprocess.Popen(["git", "-C", str(ROOT), "archive", "HEAD"], stdout=subprocess.PIPE)
    run(["tar", "-x", "-C", str(source)], stdin=archive.stdout, check=True)
    ROOT = source


def tracked_files():
    if not (ROOT / ".git").exists():
        return [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file()]
    listed = run(["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard"], capture_output=True, check=True)
    return [line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def write_if_changed(path, text):
    data = text.encode()
    if path.exists() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def copy_tree(mutated_paths):
    wanted = set(tracked_files())
    for name in wanted - mutated_paths:
        source, target = ROOT / name, TREE / name
        if target.exists() and target.read_bytes() == source.read_bytes():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
    for path in TREE.rglob("*"):
        if path.is_file() and str(path.relative_to(TREE)) not in wanted and path.name != "pulse_mutation.h":
            path.unlink()
    write_if_changed(TREE / "core" / "pulse_mutation.h", (HERE / "mutation.h").read_text())


class Mutants:
    """All sites of the chosen files, numbered, and the sources that hold their switches."""

    def __init__(self, parts):
        self.files = {}
        self.texts = {}
        self.part_of = {}
        for part in parts:
            for pattern in PARTS[part][0]:
                for path in sorted(ROOT.glob(pattern)):
                    name = str(path.relative_to(ROOT))
                    if name not in self.files:
                        self.texts[name] = path.read_text()  # once: somebody may be writing meanwhile
                        self.files[name] = finder.find(name, self.texts[name])
                        self.part_of[name] = part
        self.broken = set()
        self.number()

    def number(self):
        self.by_number = {}
        self.first = {}
        at = 1
        for name, found in self.files.items():
            self.first[name] = at
            for site in found:
                self.by_number[at] = (name, site)
                at += 1

    def write(self):
        for name, found in self.files.items():
            text = self.texts[name]
            # Broken sites keep their numbers but get no switch.
            alive = [s for s in found if s.key not in self.broken]
            numbers = [self.first[name] + found.index(s) for s in alive]
            body = mutate_with(text, alive, numbers)
            above = os.path.relpath(TREE / "core" / "pulse_mutation.h", (TREE / name).parent)
            write_if_changed(TREE / name, f'#include "{above}"\n#line 1\n{body}')

    def drop_broken(self, log):
        dropped = 0
        for path, line in set(re.findall(r"(core/[\w/.]+\.cpp):(\d+):\d+: error", log)):
            for site in self.files.get(path, []):
                last = site.line + site.text.count("\n")
                if site.line - 1 <= int(line) <= last + 1 and site.key not in self.broken:
                    self.broken.add(site.key)
                    dropped += 1
        return dropped


def mutate_with(text, alive, numbers):
    inserts = []
    for site, number in zip(alive, numbers):
        inserts.append((site.start, 1, -site.end, site.before.replace("#", str(number))))
        inserts.append((site.end, 0, -site.start, site.after.replace("#", str(number))))
    out, at = [], 0
    for position, _, _, piece in sorted(inserts, key=lambda entry: entry[:3]):
        out += [text[at:position], piece]
        at = position
    return "".join([*out, text[at:]])


def targets():
    listed = run(["ninja", "-C", str(BUILD), "-t", "targets", "all"], capture_output=True).stdout
    return set(re.findall(r"^tests/test-([\w-]+): ", listed, re.M))


def configure():
    done = run(["cmake", "-S", str(TREE), "-B", str(BUILD), "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
                "-DPULSE_WARNINGS_AS_ERRORS=OFF"], capture_output=True)
    if done.returncode != 0:
        sys.exit(done.stdout[-3000:] + done.stderr[-3000:])


def build(mutants, tests):
    for _ in range(6):
        mutants.write()
        done = run(["ninja", "-C", str(BUILD), "-k", "0", "-j", "2",
                    *sorted({f"tests/test-{name.partition(':')[0]}" for name in tests})], capture_output=True)
        if done.returncode == 0:
            return
        if mutants.drop_broken(done.stdout.replace(str(TREE) + "/", "")) == 0:
            errors = [line for line in done.stdout.splitlines() if "error" in line]
            sys.exit("The copy does not build:\n" + "\n".join(errors[:20] or done.stdout.splitlines()[-30:]))
    sys.exit("The copy does not build after six attempts.")


def environment(extra):
    values = dict(os.environ, LC_ALL="C.UTF-8", TZ="UTC", QT_QPA_PLATFORM="offscreen",
                  PULSE_SHARED=str(WORK.parents[2] / "shared"), PULSE_PROGRAM=str(BUILD / "bin" / "pulse-gui"), **extra)
    values.pop("PULSE_EXHAUSTIVE", None)
    return values


def in_rows(name):
    """A proof that runs for a while, as its rows: few of them come by a given place."""
    if "durability" not in name:
        return [name]
    listed = run([str(BUILD / "tests" / f"test-{name}"), "-datatags"], capture_output=True, env=environment({})).stdout
    rows = [line.split(" ", 2)[1:] for line in listed.splitlines() if line.count(" ")]
    return [f"{name}:{':'.join(row)}" for row in rows] or [name]


def run_test(name, seconds, extra):
    """passed, failed or timeout; stops at the first failure. Answers also with the failing case."""
    program, _, case = name.partition(":")
    command = [str(BUILD / "tests" / f"test-{program}"), *([case] if case else [])]
    process = subprocess.Popen(command, env=environment(extra),
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    chosen = selectors.DefaultSelector()
    chosen.register(process.stdout, selectors.EVENT_READ)
    end, tail, case = time.monotonic() + seconds, b"", ""
    try:
        while True:
            if not chosen.select(max(0.0, end - time.monotonic())):
                return "timeout", "(too long)"
            piece = os.read(process.stdout.fileno(), 65536)
            if not piece:
                break
            tail = (tail + piece)[-200000:]
            found = re.search(rb"^FAIL!\s*: \w+::([^\n]*?)\)", tail, re.M)
            if found:
                return "failed", found.group(1).decode(errors="replace")[:100] + ")"
        code = process.wait(timeout=max(1.0, end - time.monotonic()))
        return ("passed", "") if code == 0 else ("failed", f"(exit code {code})")
    except subprocess.TimeoutExpired:
        return "timeout", "(too long)"
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        process.stdout.close()


def baseline(tests):
    """Which sites each test comes by, and how long it takes, with no mutant awake."""
    reached, took = {}, {}
    for name in [row for test in tests for row in in_rows(test)]:
        trace = WORK / "trace"
        trace.unlink(missing_ok=True)
        begin = time.monotonic()
        for attempt in range(3):
            verdict, case = run_test(name, 900, {"PULSE_MUTATION_TRACE": str(trace), "PULSE_MUTANT": "0"})
            if verdict == "passed":
                break
        if verdict != "passed":
            print(f"test-{name} fails without a mutant ({case}); it is left out", flush=True)
            continue
        took[name] = time.monotonic() - begin
        reached[name] = set(map(int, trace.read_text().split())) if trace.exists() else set()
        print(f"  test-{name}: {took[name]:.1f} s, {len(reached[name])} sites", flush=True)
    return reached, took


class Results:
    def __init__(self, path):
        self.path = path
        self.rows = {}
        if path.exists():
            for line in path.read_text().splitlines():
                cells = line.split("\t")
                if len(cells) == 7:
                    self.rows[cells[0]] = cells

    def keep(self, keys):
        """Forgets those of places that are no more."""
        self.rows = {key: cells for key, cells in self.rows.items() if key in keys}
        self.path.write_text("".join("\t".join(cells) + "\n" for cells in self.rows.values()))

    def put(self, key, verdict, by, seconds, name, site):
        self.rows[key] = [key, verdict, by, f"{seconds:.1f}", f"{name}:{site.line}", site.kind, site.text]
        with self.path.open("a") as file:
            file.write("\t".join(self.rows[key]) + "\n")


# Only these can see that something was not synced.
SEES_SYNCS = re.compile("faults|durab|journal|calls|real-fs")

# Tests that noticed others of the same kind in the same file come first, for what they cost.
LUCK = collections.defaultdict(lambda: [0, 0])


def verdict_of(number, reached, took, where):
    begin = time.monotonic()
    came_by = [name for name in reached if number in reached[name] and (where[1] != "sync" or SEES_SYNCS.search(name))]
    if not came_by:
        return "not reached", "", 0.0

    def cost(name):
        tried, noticed = LUCK[(name, *where)]
        return took[name] / ((noticed + 0.2) / (tried + 1))

    for name in sorted(came_by, key=cost):
        luck = LUCK[(name, *where)]
        luck[0] += 1
        verdict, case = run_test(name, took[name] * 4 + 20, {"PULSE_MUTANT": str(number)})
        if verdict != "passed":
            luck[1] += 1
            return "killed", f"{name.partition(':')[0]}: {case}", time.monotonic() - begin
    return "survived", "", time.monotonic() - begin


def tests_for(parts, available):
    chosen = []
    for part in parts:
        listed = {name.partition(":")[0] for name in PARTS[part][1]}
        found = sorted(n for n in available - listed if part in PATTERNS and re.search(PATTERNS[part], n))
        for name in [*PARTS[part][1], *found]:
            if name.partition(":")[0] in available and name not in chosen:
                chosen.append(name)
    return chosen


def main():
    parser = argparse.ArgumentParser(prog="./dev durability --mutations")
    parser.add_argument("paths", nargs="*", help="only sites whose file's path contains one of these")
    parser.add_argument("--kind", action="append", help="only this kind of site (sync, check, lock, …)")
    parser.add_argument("--again", action="store_true", help="try those anew that no test noticed")
    parser.add_argument("--only", action="append", metavar="TEST",
                        help="with this test alone (repeatable); what it does not notice stays as it was")
    parser.add_argument("--fresh", action="store_true", help="forget all results")
    parser.add_argument("--list", action="store_true", help="only list the sites")
    parser.add_argument("--committed", action="store_true", help="mutate the last commit, not what is being written")
    parser.add_argument("--jobs", type=int, default=1, help="mutants at the same time; tests that wait may mind")
    parser.add_argument("--seconds", type=float, default=0, help="begin no mutant after so long")
    options = parser.parse_args()
    if options.committed:
        take_committed()
    mutants = Mutants([p for p in PARTS if not options.paths or any(
        path in str(file) for path in options.paths for glob in PARTS[p][0] for file in ROOT.glob(glob))])
    wanted = {n: (name, site) for n, (name, site) in mutants.by_number.items()
              if (not options.paths or any(path in name for path in options.paths))
              and (not options.kind or site.kind in options.kind)}
    if options.list:
        for name, site in wanted.values():
            print(f"{site.key}  {name}:{site.line}  {site.kind}  {site.text}")
        print(collections.Counter(site.kind for _, site in wanted.values()))
        return
    WORK.mkdir(parents=True, exist_ok=True)
    results = Results(WORK / "results.tsv")
    if options.fresh:
        results.rows.clear()
        results.path.unlink(missing_ok=True)
    if not options.paths:
        results.keep({site.key for _, site in mutants.by_number.values()})
    copy_tree(set(mutants.files))
    mutants.write()
    configure()
    tests = tests_for(sorted({mutants.part_of[name] for name, _ in wanted.values()}), targets())
    if options.only:
        tests = options.only
    print(f"{len(wanted)} mutants; building the copy with their switches", flush=True)
    build(mutants, tests)
    reached, took = baseline(tests)
    try_all(options, mutants, wanted, results, reached, took)


def try_all(options, mutants, wanted, results, reached, took):
    end = time.monotonic() + options.seconds if options.seconds else float("inf")
    counts = collections.Counter()
    left = []
    # Syncs and locks first: they are what the rest is for.
    rank = {"sync": 0, "lock": 1, "no-replace": 2, "flag": 3}
    for number, (name, site) in sorted(wanted.items(), key=lambda item: (rank.get(item[1][1].kind, 9), item[0])):
        known = results.rows.get(site.key)
        if known and not (options.again and known[1] in ("survived", "not reached")):
            counts[known[1]] += 1
            continue
        left.append((number, name, site))

    def try_one(job):
        number, name, site = job
        if time.monotonic() > end:
            counts["not tried"] += 1
            return
        if site.key in mutants.broken:
            verdict, by, seconds = "not compilable", "", 0.0
        else:
            verdict, by, seconds = verdict_of(number, reached, took, (name, site.kind))
        if options.only and verdict != "killed":
            verdict = f"{verdict} by these"
        counts[verdict] += 1
        if not options.only or verdict == "killed":
            results.put(site.key, verdict, by, seconds, name, site)
        print(f"{verdict:12} {seconds:5.1f} s  {name}:{site.line}  {site.kind}  {site.text}  {by}", flush=True)

    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for _ in pool.map(try_one, left):
            pass
    print(", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())))


if __name__ == "__main__":
    main()
