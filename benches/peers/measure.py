"""Whole processes, measured: wall time, processor time of the client and of the server, memory."""

import json
import os
import signal
import statistics
import subprocess


class Failed(Exception):
    """A command that ended with an error, and what it said."""


class Stopwatch:
    """Runs commands through the program `measured`, whose own memory is next to nothing."""

    def __init__(self, program, folder, environment):
        self.program = program
        self.file = folder / "figures.json"
        # Temporary files lie where the databases lie, whoever makes them.
        self.environment = {**os.environ, **environment, "TMPDIR": str(folder)}
        for name in ("PYTHONDONTWRITEBYTECODE", "DATABASE_URL"):
            self.environment.pop(name, None)

    def run(self, command, folder, database, environment=None):
        """What the command took; `server` is what the server did meanwhile, for whomever."""
        before = database.server_seconds()
        self.must([str(self.program), str(self.file), *command], folder, environment)
        figures = json.loads(self.file.read_text())
        figures["server"] = round(database.server_seconds() - before, 3)
        return figures

    def must(self, command, folder, environment=None):
        """Runs a command that is not measured."""
        environment = {**self.environment, **(environment or {})}
        output = folder / "output"
        with open(output, "wb") as file:
            process = subprocess.Popen([str(part) for part in command], cwd=folder, env=environment,
                                       stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
                                       start_new_session=True)
        try:
            code = process.wait()
        except BaseException:
            # Whoever is stopped here must leave nothing behind that goes on.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        if code != 0:
            said = output.read_text(errors="replace")[-3000:]
            raise Failed(f"{' '.join(map(str, command))}\nended with {code}:\n{said}")


def medians(runs):
    """The median of each figure, and of processor time as a whole."""
    result = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    if "cpu" in result:
        result["work"] = statistics.median(run["cpu"] + run["server"] for run in runs)
    return result
