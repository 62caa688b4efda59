# SPDX-License-Identifier: Apache-2.0
"""The copy of the tree that holds a switch at every site, and its build."""
import os
import re
import shutil
import subprocess
import sys

import sites as finder


def run(command, **options):
    return subprocess.run(command, text=True, **options)


def write_if_changed(path, text):
    data = text.encode()
    if path.exists() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def tracked_files(root):
    if not (root / ".git").exists():
        return [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()]
    listed = run(["git", "-C", str(root), "ls-files", "-co", "--exclude-standard"], capture_output=True, check=True)
    return [line for line in listed.stdout.splitlines() if (root / line).is_file()]


def take_committed(root, target):
    """The sources of the last commit, whatever is being written in the checkout."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    archive = subprocess.Popen(["git", "-C", str(root), "archive", "HEAD"], stdout=subprocess.PIPE)
    run(["tar", "-x", "-C", str(target)], stdin=archive.stdout, check=True)
    return target


def with_switches(text, numbered):
    inserts = []
    for site, number in numbered:
        inserts.append((site.start, 1, -site.end, site.before.replace("#", str(number))))
        inserts.append((site.end, 0, -site.start, site.after.replace("#", str(number))))
    out, at = [], 0
    for position, _, _, piece in sorted(inserts, key=lambda entry: entry[:3]):
        out += [text[at:position], piece]
        at = position
    return "".join([*out, text[at:]])


class Mutants:
    """All sites of the chosen files, numbered. A file has a block of numbers, so that a change of one leaves the others
    as they were built."""

    block = 128

    def __init__(self, root, globs):
        self.texts, self.files, self.by_number, self.number_of = {}, {}, {}, {}
        self.broken = set()
        first = self.block
        for path in sorted(path for pattern in globs for path in root.glob(pattern)):
            name = str(path.relative_to(root))
            self.texts[name] = path.read_text()  # once: somebody may be writing meanwhile
            self.files[name] = finder.find(name, self.texts[name])
            for offset, site in enumerate(self.files[name]):
                self.by_number[first + offset] = (name, site)
                self.number_of[site.key] = first + offset
            first += self.block * (1 + len(self.files[name]) // self.block)

    def keys(self):
        return self.number_of.keys()

    def drop_broken(self, log):
        dropped = 0
        for path, line in set(re.findall(r"(core/[\w/.]+\.cpp):(\d+):\d+: error", log)):
            for site in self.files.get(path, []):
                last = site.line + site.text.count("\n")
                if site.line - 1 <= int(line) <= last + 1 and site.key not in self.broken:
                    self.broken.add(site.key)
                    dropped += 1
        return dropped


class Copy:
    def __init__(self, root, work, mutants):
        self.root, self.tree, self.build_folder, self.mutants = root, work / "tree", work / "build", mutants
        self.header = self.tree / "core" / "pulse_mutation.h"

    def update(self, switches):
        wanted = set(tracked_files(self.root))
        for name in wanted - self.mutants.files.keys():
            source, target = self.root / name, self.tree / name
            if target.exists() and target.read_bytes() == source.read_bytes():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)  # newer than what was built of the one before
        for path in self.tree.rglob("*"):
            if path.is_file() and str(path.relative_to(self.tree)) not in wanted and path != self.header:
                path.unlink()
        write_if_changed(self.header, switches)
        self.write()
        done = run(["cmake", "-S", str(self.tree), "-B", str(self.build_folder), "-G", "Ninja",
                    "-DCMAKE_BUILD_TYPE=Release", "-DPULSE_WARNINGS_AS_ERRORS=OFF"], capture_output=True)
        if done.returncode != 0:
            sys.exit(done.stdout[-3000:] + done.stderr[-3000:])

    def write(self):
        for name, found in self.mutants.files.items():
            alive = [(site, self.mutants.number_of[site.key]) for site in found if site.key not in self.mutants.broken]
            body = with_switches(self.mutants.texts[name], alive)
            above = os.path.relpath(self.header, (self.tree / name).parent)
            write_if_changed(self.tree / name, f'#include "{above}"\n#line 1\n{body}')

    def programs(self):
        listed = run(["ninja", "-C", str(self.build_folder), "-t", "targets", "all"], capture_output=True).stdout
        return set(re.findall(r"^tests/test-([\w-]+): ", listed, re.M))

    def build(self, programs):
        for _ in range(6):
            done = run(["ninja", "-C", str(self.build_folder), "-k", "0", "-j", "4",
                        *sorted(f"tests/test-{name}" for name in programs)], capture_output=True)
            if done.returncode == 0:
                return
            if self.mutants.drop_broken(done.stdout.replace(str(self.tree) + "/", "")) == 0:
                errors = [line for line in done.stdout.splitlines() if "error" in line]
                sys.exit("The copy does not build:\n" + "\n".join(errors[:20] or done.stdout.splitlines()[-30:]))
            self.write()
        sys.exit("The copy does not build after six attempts.")
