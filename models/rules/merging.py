"""Two windows that wrote the same field: what is kept of both texts (ADR 0008)."""


def merged(shown: str, kept: str, typed: str) -> str:
    """What to keep where a window that showed `shown` sends `typed`, and the record says `kept` meanwhile.

    Nothing that somebody wrote is lost: two texts become two lines. One that goes on with the other takes its place,
    and one that was emptied here stays as it was written there.
    """
    if kept in (shown, typed) or kept in typed:
        return typed
    return kept if typed in kept else f"{kept}\n{typed}"
