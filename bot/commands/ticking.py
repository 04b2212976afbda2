"""`carelog tick`: does once what the scheduler would do at a moment, and says it as JSON."""

import json
from dataclasses import replace
from datetime import datetime

from bot.config import Settings
from bot.deps import build_deps
from models.rules.sending import Rate
from scheduler.tick import tick


def run_tick(settings: Settings, at: datetime | None) -> str:
    """Plans and delivers what is due at `at` (an aware instant; None: now). Raises SettingsProblem."""
    deps = build_deps(settings)
    if at is not None:
        deps = replace(deps, clock=lambda: at)
    try:
        return json.dumps(tick(deps, Rate()), sort_keys=True)
    finally:
        deps.db.close()
