"""The program with an invented world, and its outbox as the command and the database tell it."""

import atexit
import json
import os
import signal
import sqlite3
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

from relay import free_port

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("QUADRIGE_BINARY", ROOT / "target/debug/quadrige"))

# The program refuses settings that it doesn't know; what is set around the suite is none of its business.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("QUADRIGE_")}
ENVIRONMENT["NO_COLOR"] = "1"

# More letters are due in this world than the worker has lanes.
PEOPLE = 400


def until(what, holds, seconds):
    """Asks again and again, and returns the first answer that isn't false."""
    end = time.monotonic() + seconds
    while True:
        answer = holds()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.1)


class Portal:
    """`quadrige demo` in a folder of its own. Its address stays the same: letters hold it."""

    def __init__(self, relay_port):
        if not BINARY.is_file():
            raise FileNotFoundError(f"{BINARY}: build it (cargo build), or set QUADRIGE_BINARY")
        self.temporary = tempfile.TemporaryDirectory(prefix="quadrige-relay-")
        self.data = Path(self.temporary.name)
        self.settings = self.data / "quadrige.toml"
        self.log = self.data / "log.txt"
        self.relay_port = relay_port
        self.port = free_port()
        self.process = None
        # An interrupted unittest runs no cleanup.
        atexit.register(self.remove)

    def fill(self):
        """First start: the world is made, its first letters become files. Then the relay takes the folder's place."""
        self.start()

        def has_sent():
            # Letters of the invented past count as sent and were never files.
            return self.files() and self.status()["queued"] == 0

        until("the first letters are in the folder", has_sent, 30)
        self.stop()
        self.forget_the_past()
        text = self.settings.read_text(encoding="utf-8")
        lines = [
            f'mail = "smtp://127.0.0.1:{self.relay_port}"' if line.startswith('mail = "file:') else line
            for line in text.splitlines()
        ]
        assert lines != text.splitlines(), "the settings name no folder for mails"
        self.settings.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def files(self):
        """The letters of the first start, by Message-ID."""
        return {file.stem: file.read_bytes() for file in (self.data / "outbox").glob("*.eml")}

    def start(self):
        address = f"127.0.0.1:{self.port}"
        command = [BINARY, "demo", "--data", self.data, "--people", str(PEOPLE), "--listen", address]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=ENVIRONMENT)

        def is_ready():
            if self.process.poll() is not None:
                raise AssertionError(f"the program ended with {self.process.returncode}:\n{self.last_words()}")
            try:
                with urllib.request.urlopen(f"http://{address}/readyz", timeout=5) as answer:
                    return answer.status == 200
            except (urllib.error.URLError, OSError):
                return False

        until("the portal is ready", is_ready, 60)

    def stop(self):
        """Asks it to stop and waits until it has; its exit status."""
        if self.process is None:
            return None
        process, self.process = self.process, None
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    def remove(self):
        try:
            self.stop()
        finally:
            self.temporary.cleanup()

    def last_words(self):
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])

    def status(self):
        """What `quadrige outbox status --json` says."""
        done = subprocess.run(
            [BINARY, "outbox", "status", "--json"],
            env={**ENVIRONMENT, "QUADRIGE_CONFIG": str(self.settings)},
            capture_output=True,
            text=True,
            timeout=20,
        )
        assert done.returncode == 0, f"outbox status: {done.returncode}\n{done.stdout}{done.stderr}"
        return json.loads(done.stdout)

    def letters(self):
        """Every letter of the queue, by Message-ID."""
        with closing(sqlite3.connect(self.data / "quadrige.db", timeout=20)) as database:
            database.row_factory = sqlite3.Row
            rows = database.execute(
                "SELECT o.*, i.mailbox FROM outbox o JOIN institution i ON i.id = o.institution_id"
            ).fetchall()
        return {row["message_id"]: dict(row) for row in rows}

    def forget_the_past(self):
        """Letters of the invented history are noted as sent and were never written: none of them is to leave."""
        written = list(self.files())
        with closing(sqlite3.connect(self.data / "quadrige.db", timeout=20)) as database, database:
            marks = ",".join("?" * len(written))
            database.execute(f"DELETE FROM outbox WHERE message_id NOT IN ({marks})", written)

    def queue_again(self):
        """As if nothing had ever been sent. Only while the program is stopped."""
        self.change(
            "UPDATE outbox SET state = 'queued', due_at = ?, lease_until = 0, attempts = 0, failing_since = NULL,"
            " last_failure = NULL, settled_at = NULL"
        )

    def make_due(self):
        """Whatever is queued is due now, whatever its delay or its lease. Only while the program is stopped."""
        self.change("UPDATE outbox SET due_at = ?, lease_until = 0 WHERE state = 'queued'")

    def change(self, statement):
        assert self.process is None, "the program is running"
        with closing(sqlite3.connect(self.data / "quadrige.db", timeout=20)) as database, database:
            database.execute(statement, [time.time_ns() // 1000])
