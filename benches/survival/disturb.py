"""Kills a tool, runs it once more, and judges what is there."""

import collections
import os
import signal
import subprocess
import sys
import time

import tools

# Longer than any of them takes for all of the work.
LONGEST_SECONDS = 60
# A kill that comes too late is none; after so many tries for each kill something is wrong.
TRIES = 20


class Bench:
    """A tool with its project, before a database."""

    def __init__(self, tool, database, folder, options):
        self.database, self.folder = database, folder
        self.command = [str(word) for word in tool.command(options, database)]
        self.environment = {**os.environ, **tool.environment(database)}
        self.environment.pop("DATABASE_URL", None)

    def start(self):
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(self.command, cwd=self.folder, env=self.environment, **quiet)

    def ends_well(self, process):
        try:
            return process.wait(LONGEST_SECONDS) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return False

    def run(self):
        return self.ends_well(self.start())

    def must(self):
        begun = time.monotonic()
        if not self.run() or (found := tools.found(self.database)) != tools.WANTED:
            sys.exit(f"survival: {self.command} does not do its work undisturbed: {tools.found(self.database)}")
        return time.monotonic() - begun

    def judge(self):
        """What has become of the work once the tool was run again, undisturbed."""
        # A lock of a dead runner may be there for a moment.
        if not self.run() and not (time.sleep(1) or self.run()):
            return "stuck"
        tables, counted = tools.found(self.database)
        if (tables, counted) == tools.WANTED:
            return "resumed"
        return "doubled" if counted > tools.WANTED[1] else "lost"


def kill_again_and_again(bench, random, wanted):
    """How often the work was resumed, lost, doubled and stuck, each time on a fresh database.

    Kills fall between the moment when a run with nothing to do has nearly ended and the end of the whole work,
    so that they meet the work and not the start of an interpreter."""
    bench.database.fresh()
    whole = bench.must()
    nothing = bench.must()
    bench.database.fresh()
    whole = max(whole, bench.must())
    tally = collections.Counter()
    for _ in range(wanted * TRIES):
        if tally.total() == wanted:
            break
        bench.database.fresh()
        process = bench.start()
        time.sleep(random.uniform(min(nothing * 0.8, whole * 0.5), whole))
        process.kill()
        if process.wait() == -signal.SIGKILL:
            tally[bench.judge()] += 1
        else:
            # It is faster than it was when it was measured.
            whole *= 0.95
    return tally


def two_at_once(bench, rounds):
    """In words, how it went when two were started at the same time."""
    tally = collections.Counter()
    for _ in range(rounds):
        bench.database.fresh()
        processes = [bench.start(), bench.start()]
        good = [bench.ends_well(process) for process in processes]
        found = tools.found(bench.database)
        if found == tools.WANTED:
            tally["both end well" if all(good) else "one fails, work done"] += 1
        else:
            tally[f"work wrong, then {bench.judge()}"] += 1
    return ", ".join(f"{count}× {what}" for what, count in tally.most_common())
