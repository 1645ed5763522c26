"""The demo's journal, proved to somebody who doesn't believe us: every proof that the program prints is checked by Go's own packages
for transparent logs, and every altered one must be refused by them."""

import base64
import copy
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

VERIFIER, BINARY = Path(sys.argv[1]), Path(sys.argv[2])
passed = failed = 0


def check(name, is_good):
    global passed, failed
    passed, failed = passed + is_good, failed + (not is_good)
    if not is_good:
        print("FAILED:", name)


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def wait_for(address):
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the demo doesn't answer")


def serve(folder):
    """The demo, until it has answered; its own thread gives the first places."""
    port = free_port()
    words = [BINARY, "demo", "--people", "20", "--data", folder, "--listen", f"127.0.0.1:{port}"]
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz")
        for page in ["/connexion", "/demo/personnages"]:
            wait_for(f"http://127.0.0.1:{port}{page}")
        form = urllib.request.Request(
            f"http://127.0.0.1:{port}/demo/personnages/greffe",
            method="POST",
            data=b"",
            headers={"Origin": f"http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"},
        )
        jar = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        jar.open(form).read()
        jar.open(f"http://127.0.0.1:{port}/dossiers").read()
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(30)


def main():
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "demo"

        def quadrige(*words):
            environment = {"QUADRIGE_CONFIG": str(data / "quadrige.toml"), "PATH": os.environ["PATH"]}
            return subprocess.run([BINARY, "journal", *words], env=environment, capture_output=True, text=True, check=True).stdout

        def verifier(key, kind, content):
            file = Path(folder) / "proof"
            file.write_text(content if isinstance(content, str) else json.dumps(content))
            return subprocess.run([VERIFIER, key, kind, file], capture_output=True).returncode == 0

        serve(data)
        first = quadrige("checkpoint")
        serve(data)
        second = quadrige("checkpoint")
        sizes = [int(note.split("\n")[1]) for note in (first, second)]
        check("the log has grown", sizes[0] < sizes[1])
        report = json.loads(quadrige("verify", "--json"))
        check("the journal is sound", report["found"] == 0 and report["not_yet_covered"] == 0)

        entries = [json.loads(line) for line in quadrige("list", "--json", "--limit", "1000").splitlines()]
        chance = random.Random(5)
        chance.shuffle(entries)
        key = json.loads(quadrige("prove", entries[0]["id"], "--json"))["key"]
        other_key = key[:-6] + ("A" if key[-6] != "A" else "B") + key[-5:]

        for note in (first, second):
            check("a signed note is accepted", verifier(key, "note", note))
            check("another key is refused", not verifier(other_key, "note", note))
            lines = note.split("\n")
            for line in range(4):
                spoilt = lines[:line] + [lines[line].swapcase() + "1"] + lines[line + 1:]
                check("an altered note is refused", not verifier(key, "note", "\n".join(spoilt)))

        def flipped(text):
            raw = bytearray(base64.b64decode(text))
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
            return base64.b64encode(raw).decode()

        for entry in entries[:25]:
            words = ["prove", entry["id"], "--json"]
            if entry["listed"]:
                words += ["--listed", str(len(entry["listed"]) - 1)]
            proof = json.loads(quadrige(*words))
            check("an entry's proof is accepted", verifier(key, "entry", proof))
            for spoil in range(4):
                wrong = copy.deepcopy(proof)
                if spoil == 0:
                    wrong["leaf"] = flipped(wrong["leaf"])
                elif spoil == 1:
                    at = chance.randrange(len(wrong["hashes"]))
                    wrong["hashes"][at] = flipped(wrong["hashes"][at])
                elif spoil == 2:
                    wrong["index"] += 1 if wrong["index"] + 1 < wrong["size"] else -1
                else:
                    wrong["checkpoint"] = first
                check("an altered proof is refused", not verifier(key, "entry", wrong))

        proof = json.loads(quadrige("prove", "--from", str(sizes[0]), "--to", str(sizes[1]), "--json"))
        check("the growth is accepted", verifier(key, "growth", proof))
        for at in range(len(proof["hashes"])):
            wrong = copy.deepcopy(proof)
            wrong["hashes"][at] = flipped(wrong["hashes"][at])
            check("an altered growth is refused", not verifier(key, "growth", wrong))
        for side in ("from", "to"):
            wrong = copy.deepcopy(proof)
            wrong[side]["root"] = flipped(wrong[side]["root"])
            check("another root is refused", not verifier(key, "growth", wrong))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
