#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes every sync, check, flag, lock and clean-up of the durable parts away, one at a time, and lists what no test notices.

One copy of the tree is built with a switch at every place (mutation.h), so that a mutant costs no build but only the run
of the test cases that come by it, the likeliest first, until one fails. Results are kept in results.tsv; a later run does
what is missing. Run by `./dev durability --mutations`."""
import argparse
import atexit
import collections
import concurrent.futures
import os
import pathlib
import re
import shutil
import threading
import time

import copy_tree
import trials

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
WORK = ROOT / "build" / "mutation"

# What is mutated, and the tests that are to notice. A test that does not exist yet is passed over.
PARTS = {
    "fs": (["core/fs/*.cpp"],
           ["real-fs", "file-io", "faults", "durable-file", "journal", "journal-every-call", "drafts", "settings",
            "journal-durability"],
           r"^filesystem-(faults|hostile|layout|writers|upkeep|\w+-calls)$"),
    "filesystem": (["core/backends/filesystem/*.cpp"],
                   ["upgrade-durability", "bulk-durability"], r"^filesystem-|^conformance-"),
    "backup": (["core/backup/*.cpp"], [], r"backup"),
    "library": (["core/library/draft*.cpp", "core/library/settings.cpp", "core/library/*migrat*.cpp"],
                ["export"], r"^(draft|kept|settings|journal|migrat|library-on-disk|library-durab)"),
}
NEVER = re.compile(r"^cli-|-page$|-schedule$")  # those run the program, or a window


class Results:
    header = ["key", "verdict", "by", "place", "kind", "code"]

    def __init__(self, path):
        self.path, self.rows = path, {}
        self.lock = threading.Lock()
        if path.exists():
            lines = [line.split("\t") for line in path.read_text().splitlines()[1:]]
            self.rows = {cells[0]: cells for cells in lines if len(cells) == len(self.header)}

    def put(self, verdict, by, name, site):
        with self.lock:
            self.rows[site.key] = [site.key, verdict, by.replace("\t", " "), f"{name}:{site.line}", site.kind, site.text]
            with self.path.open("a") as file:
                file.write("\t".join(self.rows[site.key]) + "\n")

    def write(self, mutants):
        """In order, and without those of places that are no more."""
        lines = ["\t".join(self.header)]
        for _, (name, site) in sorted(mutants.by_number.items()):
            known = self.rows.get(site.key)
            if known:
                lines.append("\t".join([*known[:3], f"{name}:{site.line}", site.kind, site.text]))
        self.path.write_text("\n".join(lines) + "\n")


def arguments():
    parser = argparse.ArgumentParser(prog="./dev durability --mutations")
    parser.add_argument("paths", nargs="*", help="only sites whose file's path contains one of these")
    parser.add_argument("--kind", action="append", help="only this kind of site (sync, check, lock, …)")
    parser.add_argument("--again", action="store_true", help="try those anew that no test noticed")
    parser.add_argument("--only", action="append", metavar="TEST",
                        help="with this test alone (repeatable); what it does not notice stays as it was")
    parser.add_argument("--without", metavar="PATTERN", help="leave out the tests of which the name matches")
    parser.add_argument("--fresh", action="store_true", help="forget all results")
    parser.add_argument("--list", action="store_true", help="only list the sites")
    parser.add_argument("--committed", action="store_true", help="mutate the last commit, not what is being written")
    parser.add_argument("--jobs", type=int, default=1, help="mutants at the same time; tests that wait may mind")
    parser.add_argument("--budget", type=float, default=20,
                        help="seconds for one mutant alone; those left over are then tried together")
    parser.add_argument("--seconds", type=float, default=0, help="begin no mutant after so long")
    parser.add_argument("--alone", action="store_true", help="leave those out of account that would be tried together")
    return parser.parse_args()


def programs_for(parts, available):
    chosen = set()
    for part in parts:
        _, listed, pattern = PARTS[part]
        chosen |= {name for name in available if name in listed or re.search(pattern, name)}
    return sorted(name for name in chosen if not NEVER.search(name))


def environment():
    values = dict(os.environ, LC_ALL="C.UTF-8", TZ="UTC", QT_QPA_PLATFORM="offscreen",
                  QTEST_DISABLE_STACK_DUMP="1", PULSE_SHARED=str(ROOT.parent / "shared"),
                  PULSE_PROGRAM=str(WORK / "build" / "bin" / "pulse-gui"))
    for name in ("PULSE_EXHAUSTIVE", "PULSE_DURABILITY_REPORT", "PULSE_MUTATION_TRACE"):
        values.pop(name, None)
    memory = pathlib.Path("/dev/shm")
    if os.access(memory, os.W_OK):  # a real disk's syncs would cost most of the time
        scratch = memory / f"pulse-mutation-{os.getpid()}"
        scratch.mkdir(mode=0o700)
        atexit.register(shutil.rmtree, scratch, True)
        values["TMPDIR"] = str(scratch)
    return values


class Session:
    def __init__(self, options, mutants, results, judge):
        self.options, self.mutants, self.results, self.judge = options, mutants, results, judge
        self.counts = collections.Counter()
        self.end = time.monotonic() + options.seconds if options.seconds else float("inf")

    def say(self, verdict, by, number):
        name, site = self.mutants.by_number[number]
        self.counts[verdict] += 1
        if verdict == "killed" or not self.options.only:
            self.results.put(verdict, by, name, site)
        print(f"{verdict:12} {site.key}  {name}:{site.line}  {site.kind}  {site.text}  {by}", flush=True)

    def alone(self, number):
        name, site = self.mutants.by_number[number]
        if time.monotonic() > self.end:
            self.counts["not tried"] += 1
        elif site.key in self.mutants.broken:
            self.say("not compilable", "", number)
        else:
            self.say(*self.judge.one(number, name, site.kind, self.options.budget), number)

    def together(self, numbers):
        def killed(number, by):
            self.say("killed", by, number)
        kinds = {number: self.mutants.by_number[number][1].kind for number in numbers}
        for number in self.judge.together(kinds, killed):
            self.say("survived", "", number)

    def run(self, wanted):
        accepted = {line.partition("\t")[0] for line in (HERE / "accepted.tsv").read_text().splitlines()}

        def is_left(number):
            known = self.results.rows.get(wanted[number][1].key)
            if known and known[0] in accepted:
                return False
            return not known or known[1] == "open" or (self.options.again and known[1] in ("survived", "not reached"))
        # Syncs and locks first: they are what the rest is for.
        rank = {"sync": 0, "lock": 1, "no-replace": 2, "flag": 3}
        left = [number for number in wanted if is_left(number)]
        was_open = [n for n in left if self.results.rows.get(wanted[n][1].key, ["", ""])[1] == "open"]
        alone = [n for n in left if n not in was_open]
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            list(pool.map(self.alone, sorted(alone, key=lambda n: (rank.get(wanted[n][1].kind, 9), n))))
        if self.options.alone:
            return
        by_file = collections.defaultdict(list)
        for number in left:
            if self.results.rows.get(wanted[number][1].key, ["", ""])[1] == "open":
                by_file[wanted[number][0]].append(number)
        for numbers in by_file.values():
            if time.monotonic() < self.end:
                self.together(numbers)


def main():
    options = arguments()
    root = copy_tree.take_committed(ROOT, WORK / "committed") if options.committed else ROOT
    mutants = copy_tree.Mutants(root, [glob for globs, _, _ in PARTS.values() for glob in globs])
    wanted = {number: (name, site) for number, (name, site) in mutants.by_number.items()
              if (not options.paths or any(path in name for path in options.paths))
              and (not options.kind or site.kind in options.kind)}
    if options.list:
        for name, site in wanted.values():
            print(f"{site.key}  {name}:{site.line}  {site.kind}  {site.text}")
        print(collections.Counter(site.kind for _, site in wanted.values()))
        return
    WORK.mkdir(parents=True, exist_ok=True)
    results = Results(HERE / "results.tsv")
    if options.fresh:
        results.rows.clear()
    results.write(mutants)
    mutants.broken |= {key for key, cells in results.rows.items() if cells[1] == "not compilable"}
    copy = copy_tree.Copy(root, WORK, mutants)
    copy.update((HERE / "mutation.h").read_text())
    names = {name for name, _ in wanted.values()}
    parts = [part for part, (globs, _, _) in PARTS.items()
             if any(str(file.relative_to(root)) in names for glob in globs for file in root.glob(glob))]
    programs = options.only or programs_for(parts, copy.programs())
    if options.without:
        programs = [name for name in programs if not re.search(options.without, name)]
    print(f"{len(wanted)} mutants; building the copy with their switches", flush=True)
    copy.build(programs)
    runner = trials.Runner(WORK / "build" / "tests", environment())
    coverage = trials.Coverage(runner, WORK / "coverage.json", mutants, options.jobs)
    coverage.learn(programs)
    session = Session(options, mutants, results, trials.Judge(runner, coverage))
    try:
        session.run(wanted)
    finally:
        results.write(mutants)
    print(", ".join(f"{count} {verdict}" for verdict, count in sorted(session.counts.items())))


if __name__ == "__main__":
    main()
