"""What a reply may ask for beside attendance: post, log, help, what is left, undo, later. Whole pieces only."""

import re

_IT = r"(?: (?:it|them|that|this|all|everything|both|now|today|these|mine|off|all of them|session|sessions|please))*"
_ME = r"(?:(?:please )?(?:remind|ask|ping|nudge|tell) me(?: again)?(?: about (?:it|this))? ?|snooze(?: it)?(?: for)? ?)"
_DO = (
    r"(?:(?:i )?(?:am going to |will |shall |can )?(?:do|post|answer|finish|log|sign|fill|submit)"
    r"(?: (?:it|this|that|them|these))? )"
)
_SOON = re.compile(
    rf"(?:{_ME}|{_DO})?(?:in |for )?"
    r"(?:(\d{1,3})(?:\s?(?:minutes?|mins?|m))?|half an hour|(an|1|one) (?:hour|hr))"
)
_MINUTES_LATER = 30

_POST = (
    r"(?:i )?(?:will |can |want to |ready to |am ready to |go ahead and )?(?:post|sign|submit|firmar|publicar)"
    rf"(?: and (?:post|sign|submit))?{_IT}"
)
_LOG = (
    r"(?:i (?:want|need|have) to )?(?:log|record|add)(?: (?:it|care|something|a session|one|what))?"
    r"(?: that)?(?: (?:just )?happened)?|something (?:just )?happened|i covered(?: (?:a|one|his|her|their) session)?"
)
_HELP = r"help(?: me)?|ayuda|commands|what can i (?:say|do|write)|how does this work|how do i do this"
_LEFT = (
    r"(?:what|whats|what all)(?: is| are| do i have| have i got)?(?: still)? "
    r"(?:left|missing|unposted|open|due|to do|to post)(?: to (?:do|post|sign))?|"
    r"status|show(?: me)?(?: my)? list|list|"
    r"(?:is )?anything (?:left|missing)|how many(?: are)? left|que falta"
)
_UNDO = r"undo(?: (?:that|it|this|last|last one))?|take (?:that|it) back|scratch that|revert(?: (?:that|it))?|deshacer"
_TOMORROW = rf"(?:{_ME}|{_DO})?(?:tomorrow|manana)(?: (?:morning|before school))?"
_LATER = (
    rf"(?:{_ME}|{_DO})?(?:later(?: on)?(?: today)?|after school|this afternoon|end of day)|"
    r"not now|not yet|snooze|(?:can not|busy)(?: right)? now|mas tarde|luego|remind me"
)
_COMMANDS: tuple[tuple[str, str | None, str], ...] = (
    ("post", None, _POST),
    ("log", None, _LOG),
    ("help", None, _HELP),
    ("left", None, _LEFT),
    ("undo", None, _UNDO),
    ("later", "tomorrow", _TOMORROW),
    ("later", "later today", _LATER),
)
_READ = tuple((command, until, re.compile(pattern)) for command, until, pattern in _COMMANDS)


def command_in(words: str) -> tuple[str, str | None] | None:
    """The command that these words are as a whole, with `until` for later; None when they are none."""
    if len(words) > 80:
        return None
    if match := _SOON.fullmatch(words):
        if not re.search(r"[a-z]", words):
            return None  # A bare number may as well be a session or an hour.
        minutes = int(match[1] or (60 if match[2] else _MINUTES_LATER))
        return "later", "30 minutes" if minutes <= _MINUTES_LATER else "later today"
    found = ((command, until) for command, until, pattern in _READ if pattern.fullmatch(words))
    return next(found, None)
