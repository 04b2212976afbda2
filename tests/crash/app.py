"""The whole app, made to be killed: loaded once and forked for each life, which begins where `carelog serve` begins.

To start Python and load the app takes half a second of CPU, and is not what is tested where it is killed: tests/bot,
tests/http and tests/e2e start the app as people do. `python -m tests.crash.app` has the app's settings in its
environment; each line "start" or "kill" is answered with a line, "kill" with the status that the app ended with.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).parents[2]


class Apps:
    """One app after another, over the process that forks them."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def start(self) -> None:
        assert self._ask("start") == "started"

    def kill(self) -> None:
        """kill -9; returns when it is gone. Raises AssertionError when it had ended by itself."""
        status = self._ask("kill")
        assert int(status) == -signal.SIGKILL, f"the app ended by itself with status {status}"

    def _ask(self, word: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()


@contextmanager
def apps_of(environment: dict[str, str]) -> Iterator[Apps]:
    """Apps with these settings. The one that still runs is killed with the end of the block."""
    command, pipe = [sys.executable, "-m", "tests.crash.app"], subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdin=pipe, stdout=pipe) as process:
        yield Apps(process)  # What then closes its standard input ends it, and with it the app.


def main() -> None:
    """Loads the app, then begins and ends lives as standard input tells, until it is closed."""
    from bot.loading import loading

    with loading():
        import bot.serve  # noqa: F401 (so that no life has to load it)
        from bot.command_line import serve

    pid = 0
    for line in sys.stdin:
        if line == "start\n":
            pid = os.fork()
            if not pid:
                live(serve)
            os.write(1, b"started\n")
        else:
            os.write(1, f"{end(pid)}\n".encode())
            pid = 0
    if pid:
        end(pid)


def live(serve: Callable[[], None]) -> NoReturn:
    try:
        serve()
    finally:
        os._exit(1)


def end(pid: int) -> int:
    """Kills the app, which was not waited for yet, so that this is nobody else's number; gives its status."""
    os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    main()
