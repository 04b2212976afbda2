"""The moments at which something is killed."""

import random
import secrets
import sys

import pytest


@pytest.fixture
def chance() -> random.Random:
    """Random moments. A run that fails shows their seed among what was captured."""
    seed = secrets.randbits(32)
    sys.stdout.write(f"random moments of seed {seed}\n")
    return random.Random(seed)
