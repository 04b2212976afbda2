"""Starting posting workers and killing them at random moments."""

import random
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
WINDOWS_HIT = 1.5
"""Kills fall within the time that so many windows take on this machine at this moment."""


class Lives:
    """The worker process that forks lives. `confirmed` collects what any of them said to be posted."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.confirmed: set[int] = set()
        self._paces: deque[float] = deque([0.05], maxlen=5)
        self._idle = False
        self._hear_until("ready")

    def kill_one(self, number: int, chance: random.Random) -> bool:
        """One life, killed at a random moment: of its first window, or of one after that.

        Gives whether it was at work then: on a busy machine the kill can come after it has done its share.
        Raises AssertionError when it ended by itself, since then the kill hit nothing.
        """
        self._idle = False
        self._tell(f"go {number}")
        self._hear_until("alive")
        if chance.random() < 0.6:
            begun = time.monotonic()
            self._hear_until("confirmed")
            self._paces.append(time.monotonic() - begun)
        # Of the last few the quickest: what was measured while the machine was busy is too long for when it is not.
        time.sleep(chance.uniform(0, min(self._paces) * WINDOWS_HIT))  # No synchronisation: this chooses the moment.
        self._tell("kill")
        status = int(self._hear_until("ended"))
        assert status == -signal.SIGKILL, f"life {number} ended by itself with status {status}"
        return not self._idle

    def run_out(self, number: int, until: str = "done") -> None:
        """One life that is left alone until it has done what is left, or says `until`."""
        self._tell(f"go {number}")
        self._hear_until(until)
        self._tell("kill")
        self._hear_until("ended")

    def _tell(self, text: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{text}\n")
        self._process.stdin.flush()

    def _hear_until(self, word: str) -> str:
        assert self._process.stdout is not None
        while line := self._process.stdout.readline():
            said, _, rest = line.strip().partition(" ")
            if said == "confirmed":
                self.confirmed.update(map(int, rest.split(",")))
            self._idle |= said == "idle"
            if said == word:
                return rest
            assert said not in {"ended", "done"}, f"the worker said {line.strip()} instead of {word}"
        raise AssertionError("the worker is gone")


@contextmanager
def lives_of(url: str, how: str = "whole", *more: str, worker: str = "poster") -> Iterator[Lives]:
    """A worker on the database; it ends with the block."""
    command = [sys.executable, "-m", f"tests.crash.{worker}", url, how, *more]
    process = subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with process:
        try:
            yield Lives(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(30)
