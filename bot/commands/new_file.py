"""A file for its owner alone that is there in full or not at all, and never takes the place of another."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Gives an empty file beside `path`, of mode 0600, which becomes `path` once the block is done.

    Where the block fails nothing is left. Raises FileExistsError where there is something at `path` already, also when
    it came meanwhile, and OSError where nothing can be written there.
    """
    if os.path.lexists(path):
        raise FileExistsError(path)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        _to_disk(part)
        _put(part, path)
        _to_disk(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _put(part: Path, path: Path) -> None:
    """Gives the finished file its name. A link, other than a renaming, refuses where there is something already."""
    try:
        path.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:
        # Memory sticks and some shares know no links.
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        part.rename(path)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
