"""Importing what lives as long as the process."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Imports within it are not searched for garbage, then or ever: a fifth of a start went on that.

    Loaded modules are a quarter of a million objects, and all of them stay. While the app serves, a collection that
    looks through them again would hold up whoever taps at that moment.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
