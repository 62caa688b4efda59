# SPDX-License-Identifier: Apache-2.0
"""Runs single test cases with mutants awake, and knows which case comes by which site and how long it takes."""
import collections
import concurrent.futures
import hashlib
import json
import os
import re
import selectors
import signal
import subprocess
import threading
import time

# Only these can see that something was not synced.
SEES_SYNCS = re.compile("faults|durab|journal|calls|real-fs|batches")
# Cases that inject failures or look at damage notice most of what is taken away.
OFTEN = re.compile("fault|durab|fail|hostile|damage|every|calls|refus|wrong|trunc|broken|schema|journal-")
# A case that takes longer than this is tried row by row.
LONG = 0.4


class Runner:
    def __init__(self, tests, environment):
        self.tests, self.environment = tests, environment

    def run(self, case, mutants=(), seconds=60.0, trace=None):
        """(passed, failed or timeout; the failing row or function); stops at the first failure."""
        program, _, function = case.partition(":")
        values = dict(self.environment, PULSE_MUTANT=",".join(map(str, mutants)))
        if trace:
            values["PULSE_MUTATION_TRACE"] = str(trace)
        command = [str(self.tests / f"test-{program}"), "-nocrashhandler", *([function] if function else [])]
        process = subprocess.Popen(command, env=values, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, start_new_session=True)
        chosen = selectors.DefaultSelector()
        chosen.register(process.stdout, selectors.EVENT_READ)
        end, tail = time.monotonic() + seconds, b""
        try:
            while True:
                if not chosen.select(max(0.0, end - time.monotonic())):
                    return "timeout", "(too long)"
                piece = os.read(process.stdout.fileno(), 65536)
                if not piece:
                    break
                tail = (tail + piece)[-200000:]
                found = re.search(rb"^FAIL!\s*: \w+::([^\n]*?\))", tail, re.M)
                if found:
                    return "failed", found.group(1).decode(errors="replace")[:100]
            code = process.wait(timeout=max(1.0, end - time.monotonic()))
            return ("passed", "") if code == 0 else ("failed", f"{function} (exit code {code})")
        except subprocess.TimeoutExpired:
            return "timeout", "(too long)"
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
            process.stdout.close()
            chosen.close()

    def listed(self, program, what):
        return subprocess.run([str(self.tests / f"test-{program}"), what], capture_output=True, text=True,
                              env=self.environment).stdout.splitlines()

    def functions(self, program):
        """Where a whole program runs on several kinds of storage, on that alone which is mutated."""
        names = [line.partition("(")[0] for line in self.listed(program, "-functions") if line.endswith("()")]
        kinds = {line.rpartition("__global__ ")[2] for line in self.listed(program, "-datatags") if "__global__" in line}
        return [f"{name}:filesystem" for name in names] if "filesystem" in kinds else names

    def rows(self, program, function):
        lines = [line.split(" ", 2)[1:] for line in self.listed(program, "-datatags")]
        tags = [line[1] for line in lines if len(line) == 2 and line[0] == function and "__" not in line[1]]
        return [f"{program}:{function}:{tag}" for tag in tags] or [f"{program}:{function}"]


class Coverage:
    """What each case comes by, with no mutant awake. Kept for as long as a program's bytes are the same."""

    def __init__(self, runner, path, mutants, jobs):
        self.runner, self.path, self.mutants, self.jobs = runner, path, mutants, jobs
        self.reached, self.took, self.unreliable = {}, {}, set()
        self.kept = json.loads(path.read_text()) if path.exists() else {}

    def learn(self, programs):
        for program in programs:
            digest = hashlib.sha256((self.runner.tests / f"test-{program}").read_bytes()).hexdigest()
            known = self.kept.get(program)
            if not known or known["digest"] != digest:
                known = {"digest": digest, "cases": self.measure(program)}
                self.kept[program] = known
                self.path.write_text(json.dumps(self.kept))
            for case, (seconds, keys) in known["cases"].items():
                self.took[case] = seconds
                self.reached[case] = {self.mutants.number_of[key] for key in keys if key in self.mutants.number_of}
            print(f"  test-{program}: {len(known['cases'])} cases, {sum(s for s, _ in known['cases'].values()):.1f} s",
                  flush=True)

    def measure(self, program):
        functions = [f"{program}:{function}" for function in self.runner.functions(program)]
        # Most of these take long, so that their rows are known apart.
        wholes = [] if OFTEN.search(program) else functions
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            cases = {case: found for case, found in zip(wholes, pool.map(self.measure_case, wholes))
                     if found and found[0] < LONG}
            rows = [row for case in functions if case not in cases
                    for row in self.runner.rows(program, case.partition(":")[2])]
            cases |= {row: found for row, found in zip(rows, pool.map(self.measure_case, rows)) if found}
        return cases

    def measure_case(self, case):
        trace = self.path.parent / ("trace-" + hashlib.sha1(case.encode()).hexdigest())
        for _ in range(3):
            trace.unlink(missing_ok=True)
            begin = time.monotonic()
            verdict, where = self.runner.run(case, seconds=900, trace=trace)
            if verdict == "passed":
                numbers = sorted(map(int, trace.read_text().split())) if trace.exists() else ()
                trace.unlink(missing_ok=True)
                return time.monotonic() - begin, [self.mutants.by_number[number][1].key for number in numbers]
        print(f"{case} fails without a mutant ({where}); it is left out", flush=True)
        return None


class Judge:
    """Tries mutants. A failing case counts only when the same case passes without the mutant right afterwards."""

    def __init__(self, runner, coverage):
        self.runner, self.coverage = runner, coverage
        self.luck = collections.defaultdict(lambda: [0, 0])
        self.passes = collections.Counter()
        self.lock = threading.Lock()

    def limit(self, case):
        return self.coverage.took[case] * 5 + 10

    def order(self, cases, name, kind):
        def cost(case):
            tried, noticed = self.luck[(case, name, kind)]
            everywhere, seen = self.luck[(case, name)]
            prior = 0.3 if OFTEN.search(case.lower()) else 0.06
            likely = (noticed + seen / (everywhere + 1) + prior) / (tried + 2)
            return (self.coverage.took[case] + 0.02) / likely
        return sorted(cases, key=cost)

    def candidates(self, number, kind):
        return [case for case, reached in self.coverage.reached.items()
                if number in reached and case not in self.coverage.unreliable
                and (kind != "sync" or SEES_SYNCS.search(case))]

    def fails(self, case, numbers):
        """Where the case fails with these awake, or None."""
        verdict, where = self.runner.run(case, numbers, self.limit(case))
        if verdict == "passed":
            return None
        if verdict == "timeout":
            # Slow, or without an end? Only what passes well in time alone, and again not with the mutant.
            begin = time.monotonic()
            alone = self.runner.run(case, (), self.limit(case))[0]
            if alone != "passed" or time.monotonic() - begin > self.limit(case) / 3:
                return None
            verdict, where = self.runner.run(case, numbers, self.limit(case))
            return None if verdict == "passed" else "it does not end" if verdict == "timeout" else where
        if self.passes[case] < 4:
            if self.runner.run(case, (), self.limit(case))[0] != "passed":
                if self.runner.run(case, (), self.limit(case))[0] != "passed":
                    print(f"{case} fails without a mutant; it is left out from now on", flush=True)
                    self.coverage.unreliable.add(case)
                return None
            self.passes[case] += 1
        return where

    def note(self, case, name, kind, noticed):
        with self.lock:
            for key in ((case, name, kind), (case, name)):
                self.luck[key][0] += 1
                self.luck[key][1] += 1 if noticed else 0

    def one(self, number, name, kind, budget):
        """(verdict, by whom); `open` when the budget's seconds are over before all have been asked."""
        left = self.candidates(number, kind)
        if not left:
            return "not reached", ""
        begin = time.monotonic()
        for case in self.order(left, name, kind):
            if budget and time.monotonic() - begin > budget:
                return "open", ""
            where = self.fails(case, [number])
            self.note(case, name, kind, where is not None)
            if where is not None:
                return "killed", f"{case.partition(':')[0]}: {where}"
        return "survived", ""

    def together(self, sites, killed):
        """Asks every case about all mutants at once that it comes by. Where it passes, none of them is noticed by it;
        where it fails, each half is asked. One may hide another: then that one is said to survive, never to be killed."""
        alive = dict(sites)
        cases = sorted({case for number, kind in sites.items() for case in self.candidates(number, kind)},
                       key=lambda case: self.coverage.took[case])
        for case in cases:
            groups = [[n for n, kind in alive.items() if case in self.candidates(n, kind)]]
            while groups:
                group = groups.pop()
                where = self.fails(case, group) if group else None
                if where is None:
                    continue
                if len(group) == 1:
                    del alive[group[0]]
                    killed(group[0], f"{case.partition(':')[0]}: {where}")
                else:
                    half = len(group) // 2
                    groups += [group[:half], group[half:]]
        return list(alive)
