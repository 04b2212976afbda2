"""Doing the same from several threads at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


def together(works: list[Callable[[], object]]) -> list[object]:
    """Starts every work at once. Gives what each returned, or the exception that it raised."""
    start = threading.Barrier(len(works), timeout=30)

    def one(work: Callable[[], object]) -> object:
        start.wait()
        try:
            return work()
        except Exception as error:  # noqa: BLE001
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))
