"""Edits as the windows would send them."""

from dataclasses import replace

from models.editing import Wanted
from models.services import editing, editing_series
from tests.factories import FIXED_NOW


def wanted(form, *, seen=None, shown=None, reason="", drop=False, earlier=False, agreed="", **changed):
    """What an edit window holds after these fields of its terms were changed."""
    basis = shown or form.terms
    return Wanted(
        form.version if seen is None else seen,
        replace(basis, **changed),
        basis,
        reason or form.type_reason,
        drop_recorded=drop,
        earlier=earlier,
        agreed=agreed,
    )


def form_of(database, actor, session_id, *, now=FIXED_NOW):
    return database.read(lambda db: editing.edit_form(db, actor, session_id, now=now))


def change(database, actor, session_id, *, now=FIXED_NOW, **how):
    """Opens *Single Session Edit*, changes fields, and saves."""
    sent = wanted(form_of(database, actor, session_id), **how)
    return database.run(lambda db: editing.change(db, actor, session_id, sent, now=now))


def series_form(database, actor, session_id, *, now=FIXED_NOW):
    return database.run(lambda db: editing_series.series_form(db, actor, session_id, now=now))


def ask_series(database, actor, session_id, *, now=FIXED_NOW, key="series-window", **how):
    """Opens *Edit Session Series*, changes fields, and asks what changes."""
    sent = wanted(series_form(database, actor, session_id), **how)
    return database.run(lambda db: editing_series.change_series(db, actor, session_id, sent, key, now=now))


def change_series(database, actor, session_id, *, now=FIXED_NOW, key="series-window", **how):
    """Asks what changes, and agrees to it."""
    asked = ask_series(database, actor, session_id, now=now, key=key, **how)
    return ask_series(database, actor, session_id, now=now, key=key, **how, agreed=asked.numbers.digest)
