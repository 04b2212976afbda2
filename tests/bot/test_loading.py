"""What a start of the app loads, and that the garbage collector is back at work afterwards."""

import subprocess
import sys

LOADED = """
import gc, sys
from bot.loading import loading
with loading():
    import bot.command_line, bot.serve
    during = gc.isenabled()
print(during, gc.isenabled(), gc.get_freeze_count() > 100_000, *({"alembic", "zxcvbn"} & set(sys.modules)))
"""


def test_a_start_loads_nothing_that_it_does_not_need():
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "True"]
