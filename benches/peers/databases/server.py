"""What both servers have in common: where a test server lives, and the processor time that it took."""

import os
import pathlib
import time

USER, PASSWORD = "peers", "secret"
TICKS = os.sysconf("SC_CLK_TCK")
# A server that has worked less than this in half a second is at rest.
REST_SECONDS = 0.02
LONGEST_WAIT_SECONDS = 60


class Server:
    """A server that `sandshift-test-servers start FOLDER` has started and noted in its folder."""

    def __init__(self, notes, kind):
        directory, port = (pathlib.Path(notes) / kind).read_text().split()
        self.directory = pathlib.Path(directory)
        self.port = int(port)
        self.process = int((self.directory / "server.pid").read_text())

    def seconds(self):
        """Processor time of the server, its living children and those that have ended, in ticks of 10 ms."""
        # A sign of life: a server that nobody uses ends by itself.
        (self.directory / "heartbeat").touch()
        ticks = sum(self._ticks(self.process))
        for child in self._children():
            try:
                ticks += sum(self._ticks(child)[:2])
            except (FileNotFoundError, ProcessLookupError):
                pass  # It has just ended, and counts among those of its parent at the next look.
        return ticks / TICKS

    def django(self, name):
        return {"NAME": name, "HOST": "127.0.0.1", "PORT": self.port, "USER": USER, "PASSWORD": PASSWORD}

    def knex(self, name):
        return {"host": "127.0.0.1", "port": self.port, "user": USER, "password": PASSWORD, "database": name}

    def settle(self):
        """Waits until what the last run left to do in the background is done."""
        deadline = time.monotonic() + LONGEST_WAIT_SECONDS
        before = self.seconds()
        while time.monotonic() < deadline:
            time.sleep(0.5)
            now = self.seconds()
            if now - before < REST_SECONDS:
                return
            before = now

    def _children(self):
        task = pathlib.Path(f"/proc/{self.process}/task/{self.process}/children")
        return [int(child) for child in task.read_text().split()]

    def _ticks(self, process):
        """User, system, and both of the children that were waited for."""
        fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return [int(field) for field in fields[11:15]]
