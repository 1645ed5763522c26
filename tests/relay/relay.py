"""A relay that accepts, refuses, defers, cuts or takes its time as it is told. aiosmtpd leads the talk."""

import asyncio
import logging
import random
import socket
import threading
from collections import defaultdict
from email import message_from_bytes, policy
from enum import Enum

from aiosmtpd.controller import Controller

# What the handler itself gets wrong is kept in `faults`; the rest is connections that end, as they should here.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)
logging.getLogger("asyncio").setLevel(logging.CRITICAL)

SLOWNESS = 2.0

Manner = Enum("Manner", "ACCEPT REFUSE DEFER CUT SLOW")


def free_port():
    """A port below those that the system gives to outgoing connections: nothing takes it between two starts."""
    for port in random.sample(range(20000, 32000), 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no free port")


class Relay:
    """The handler and, between `open` and `close`, the server."""

    def __init__(self):
        self.port = free_port()
        self.lock = threading.Lock()
        self.controller = None
        self.faults = []
        self.begin(Manner.ACCEPT)

    def begin(self, manner, refused=None):
        """Forgets what it saw; treats mails that way from now on. With `refused`, refuses that mailbox alone."""
        with self.lock:
            self.manner = manner
            self.refused = refused
            # Contents by Message-ID, of the letters that reached it and of those that it answered for.
            self.seen = defaultdict(list)
            self.accepted = defaultdict(list)
            self.begun = 0
            self.peers = set()

    def switch(self, manner):
        """Treats mails that way from now on, and remembers what it saw."""
        with self.lock:
            self.manner = manner

    def open(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def close(self):
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        with self.lock:
            is_refused = self.manner is Manner.REFUSE and self.refused in (None, address)
        if is_refused:
            return f"550 5.1.1 <{address}>: no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        content = envelope.original_content
        message_id = message_from_bytes(content, policy=policy.default)["Message-ID"].strip().strip("<>")
        with self.lock:
            manner = self.manner
            self.begun += 1
            self.peers.add(session.peer)
            self.seen[message_id].append(content)
        if manner is Manner.DEFER:
            return f"451 4.3.0 <{envelope.rcpt_tos[0]}>: try again later"
        if manner is Manner.CUT:
            server.transport.close()
            raise ConnectionResetError("cut after DATA, as asked")
        if manner is Manner.SLOW:
            await asyncio.sleep(SLOWNESS)
        with self.lock:
            self.accepted[message_id].append(content)
        return "250 2.0.0 taken"

    async def handle_exception(self, error):
        self.faults.append(repr(error))
        return "500 5.3.0 the test's own relay failed"
