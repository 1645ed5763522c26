"""The outbox against a mail relay that isn't ours: what it refuses, defers, cuts or delays is delivered in the end."""

import signal
import sys
import time
import unittest
from email import message_from_bytes, policy

from portal import Portal, until
from relay import SLOWNESS, Manner, Relay

# How many connections the worker keeps, and the longest delay before a second try.
LANES = 16
FIRST_DELAY = 30


class Suite(unittest.TestCase):
    """One world and one relay for all; each test queues the world's letters again."""

    @classmethod
    def setUpClass(cls):
        cls.relay = Relay()
        cls.addClassCleanup(cls.relay.close)
        cls.portal = Portal(cls.relay.port)
        cls.addClassCleanup(cls.portal.remove)
        cls.portal.fill()

    def setUp(self):
        self.addCleanup(self.relay.close)
        self.addCleanup(self.portal.stop)
        self.portal.queue_again()
        self.letters = self.portal.letters()
        self.assertLessEqual(self.portal.files().keys(), self.letters.keys())
        self.assertGreater(len(self.portal.files()), LANES)

    def tearDown(self):
        self.assertEqual(self.relay.faults, [])

    def serve(self, manner, refused=None):
        self.relay.begin(manner, refused)
        self.relay.open()
        self.portal.start()

    def restart(self):
        """Ends the program and starts it again with every letter that is left due."""
        self.assertEqual(self.portal.stop(), 0)
        self.portal.make_due()
        self.portal.start()

    def fails(self, code, mailbox=None):
        """Waits until every letter, or every one to that mailbox, has failed with that code; nothing is lost."""

        def have_been_tried():
            status = self.portal.status()
            has_settled = status["failing"] == status["queued"] and status["failures"].keys() == {code}
            return status if has_settled else None

        status = until(f"letters fail with {code}", have_been_tried, 20)
        self.assertIsNotNone(status["failing_since"])
        letters = self.kept_letters()
        failing = {message_id for message_id, row in letters.items() if row["state"] == "queued"}
        expected = {message_id for message_id, row in letters.items() if mailbox in (None, row["mailbox"])}
        self.assertEqual(failing, expected)
        self.assertEqual({letters[message_id]["last_failure"] for message_id in failing}, {code})
        self.assertEqual((status["queued"], status["sent"]), (len(failing), len(letters) - len(failing)))

    def is_delivered(self, seconds=20):
        """Waits until everything is sent; the relay accepted every letter once, as it was at the first start."""

        def is_sent():
            status = self.portal.status()
            return status if status["queued"] == 0 and status["sent"] > 0 else None

        status = until("everything is sent", is_sent, seconds)
        self.assertEqual((status["failing"], status["failures"], status["failing_since"]), (0, {}, None))
        letters = self.kept_letters()
        self.assertEqual({row["state"] for row in letters.values()}, {"sent"})
        accepted = self.relay.accepted
        times = {message_id: len(copies) for message_id, copies in accepted.items()}
        self.assertEqual(times, dict.fromkeys(letters, 1))
        for message_id, content in self.portal.files().items():
            # The mail library ends what it sends with one more end of line.
            self.assertEqual(accepted[message_id][0].rstrip(b"\r\n"), content.rstrip(b"\r\n"))

    def kept_letters(self):
        """The queue now: what was there is there; the hour may have brought a letter more."""
        letters = self.portal.letters()
        self.assertLessEqual(self.letters.keys(), letters.keys())
        return letters


class Relayed(Suite):
    def test_a_relay_that_accepts_gets_each_letter_once(self):
        self.serve(Manner.ACCEPT)
        self.is_delivered()
        self.assertLessEqual(len(self.relay.peers), LANES)
        letters = self.portal.letters()
        for message_id, [content] in self.relay.accepted.items():
            self.is_well_formed(content, message_id, letters[message_id]["mailbox"])

    def is_well_formed(self, content, message_id, mailbox):
        mail = message_from_bytes(content, policy=policy.default)
        self.assertEqual(mail.defects, [])
        self.assertEqual(mail["Message-ID"], f"<{message_id}>")
        self.assertTrue(mail["Subject"].startswith("Quadrige\u00a0: "), mail["Subject"])
        self.assertEqual(mail["To"], mailbox)
        self.assertIsNotNone(mail["Date"].datetime)
        self.assertEqual(mail.get_content_type(), "multipart/alternative")
        parts = list(mail.iter_parts())
        self.assertEqual([part.get_content_type() for part in parts], ["text/plain", "text/html"])
        for part in parts:
            self.assertEqual((part.defects, part.get_content_charset()), ([], "utf-8"))
            self.assertIn("Message automatique du service Quadrige", part.get_content())
            self.assertRegex(part.get_content(), rf"http://127\.0\.0\.1:{self.portal.port}/(sorties/|habilitations\?)")
        # Accents and non-breaking spaces have survived.
        self.assertRegex(parts[0].get_content(), "Pour (accuser réception|proposer un renouvellement)\u00a0: ouvrez le lien")

    def test_a_relay_that_refuses_is_asked_again(self):
        self.serve(Manner.REFUSE)
        self.fails("refused-5xx")
        self.assertEqual(self.relay.begun, 0)
        self.relay.switch(Manner.ACCEPT)
        self.restart()
        self.is_delivered()

    def test_a_mailbox_that_is_refused_keeps_no_other_waiting(self):
        mailboxes = sorted({row["mailbox"] for row in self.letters.values()})
        self.assertGreater(len(mailboxes), 1)
        self.serve(Manner.REFUSE, mailboxes[0])
        self.fails("refused-5xx", mailboxes[0])
        self.relay.switch(Manner.ACCEPT)
        self.restart()
        self.is_delivered()

    def test_a_relay_that_defers_is_asked_again(self):
        self.serve(Manner.DEFER)
        self.fails("deferred-4xx")
        self.assertEqual(self.relay.accepted, {})
        self.relay.switch(Manner.ACCEPT)
        self.restart()
        self.is_delivered()

    def test_a_relay_that_cuts_after_the_contents_gets_the_same_bytes_again(self):
        # It may have kept what it cut short, so a copy must be known by its Message-ID. Nothing is restarted or set
        # back here: the program comes back by itself, after its own delay.
        self.serve(Manner.CUT)
        self.fails("unreachable")
        self.relay.switch(Manner.ACCEPT)
        self.is_delivered(FIRST_DELAY + 15)
        for message_id in self.letters:
            copies = self.relay.seen[message_id]
            self.assertGreaterEqual(len(copies), 2)
            self.assertEqual(len(set(copies)), 1)

    def test_a_relay_that_is_away_is_waited_for(self):
        self.relay.begin(Manner.ACCEPT)
        self.portal.start()
        self.fails("unreachable")
        self.relay.open()
        self.restart()
        self.is_delivered()

    def test_a_slow_relay_is_waited_for(self):
        begin = time.monotonic()
        self.serve(Manner.SLOW)
        self.is_delivered()
        # Side by side: one after the other they would have taken as many times its slowness.
        self.assertLess(time.monotonic() - begin, SLOWNESS * len(self.letters) / 2)

    def test_stopped_while_a_slow_relay_thinks_it_hears_the_answers_first(self):
        self.serve(Manner.SLOW)
        until("letters are on their way", lambda: self.relay.begun, 20)
        self.assertEqual(self.portal.stop(), 0)
        answered = self.relay.accepted.keys()
        self.assertTrue(answered)
        sent = {message_id for message_id, row in self.portal.letters().items() if row["state"] == "sent"}
        self.assertEqual(sent, answered)
        self.relay.switch(Manner.ACCEPT)
        self.portal.make_due()
        self.portal.start()
        self.is_delivered()

    def test_zz_the_log_names_no_mailbox(self):
        # Last, by its name: what the relay answered above quoted them.
        log = self.portal.log.read_text(encoding="utf-8")
        self.assertIn("outbox", log)
        for mailbox in {row["mailbox"] for row in self.letters.values()}:
            self.assertNotIn(mailbox, log)


class Told(unittest.TextTestResult):
    """Says how long each test took, and what the program last said where one fails."""

    def startTest(self, test):
        self.begin = time.monotonic()
        super().startTest(test)

    def addSuccess(self, test):
        unittest.TestResult.addSuccess(self, test)
        self.stream.writeln(f"ok ({time.monotonic() - self.begin:.1f} s)")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.stream.writeln(test.portal.last_words())

    def addError(self, test, err):
        super().addError(test, err)
        if isinstance(test, Suite):
            self.stream.writeln(test.portal.last_words())


def ended(_number, _frame):
    """The one exception that unittest lets through: no program is left behind."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, ended)
    begin = time.monotonic()
    runner = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=Told)
    result = unittest.main(argv=sys.argv, testRunner=runner, exit=False).result
    failed = len(result.failures) + len(result.errors)
    print(f"{time.monotonic() - begin:.0f} s in all")
    print(f"{result.testsRun - min(failed, result.testsRun)} passed, {failed} failed")
    sys.exit(0 if failed == 0 and result.testsRun > 0 else 1)
