"""*People Leaving*: what has to be signed before somebody's last day."""

from dataclasses import replace
from datetime import date

from bot.slack.blocks import context, divider, header, input_block, modal, section
from bot.slack.elements import date_picker, grouped, option, static_select
from bot.slack.ids import Callback
from bot.slack.limits import OPTIONS
from bot.slack.text import Json, escape, shorten
from bot.views import words
from models.office import Leaver, LeavingForm
from models.planned import Colleague

TITLE = "People Leaving"


def leaving_window(form: LeavingForm, said: str = "") -> Json:
    """Everybody with a last day and what is at risk; an administrator sets a last day here."""
    blocks: list[Json] = [section(f"*{escape(said)}*")] if said else []
    blocks += [section(_leaver(one)) for one in form.leavers]
    if form.more:
        blocks.append(
            context(f"And {words.count(form.more, 'person', 'people')} more, who leave later or left before.")
        )
    if not form.leavers:
        blocks.append(section("Nobody has a last day, and nobody who left has something unsigned."))
    blocks.append(context("Only the person who gave the care can sign it. After the last day nobody can."))
    if not form.people:
        return modal(Callback.LEAVING, TITLE, blocks)
    people = [option(one.name, str(one.id)) for one in form.people]
    choices = people if len(people) <= OPTIONS else grouped([("Staff", people)])
    blocks += [
        divider(),
        header("Set a last day"),
        input_block("person", "Person", static_select("person", choices, None, "Choose a person")),
        input_block(
            "last", "Last day", date_picker("last"), optional=True,
            hint="The account is switched off after it. Leave it empty to take a last day back.",
        ),
    ]  # fmt: skip
    return modal(Callback.LEAVING, TITLE, blocks, submit="Save", close="Close")


def _leaver(one: Leaver) -> str:
    what = "Last day" if one.active else "Left on"
    lines = [f"*{escape(shorten(one.name, 80))}* · {what} {words.full_day(one.last_day)}", risk(one)]
    if one.active and one.coming:
        lines.append(f"{words.count(one.coming, 'session')} still to come until then.")
    if one.active and one.after:
        lines.append(f"{words.count(one.after, 'session')} planned after it: cover them, or they are cancelled.")
    return "\n".join([*lines, *(_of_oversight(one) if one.active else [])])


def _of_oversight(one: Leaver) -> list[str]:
    """What has to be decided before they leave, and who approves afterwards."""
    lines = []
    if one.submitted:
        waits = words.count(one.submitted, "submitted session waits", "submitted sessions wait")
        lines.append(f"{waits} for approval: after the last day nothing can be returned.")
    if one.to_approve:
        lines.append(f"{words.count(one.to_approve, 'session waits', 'sessions wait')} for their approval.")
    if one.authors:
        lines.append(f"Approves for {words.count(one.authors, 'person', 'people')}: import another supervisor.")
    return lines


def risk(one: Leaver) -> str:
    """What is not posted yet, and what it is worth."""
    if not one.unsigned:
        return f"Everything until now is {words.posted(one.submits)}."
    worth = f"{words.minutes(one.minutes)}, {words.count(one.units, 'unit')}"
    lost = "at risk" if one.active else "not billable: nobody can sign them any more"
    return f"{words.count(one.unsigned, 'session')} not {words.posted(one.submits)} ({worth} {lost})."


def last_day_block(last_day: date, unposted: int, submits: bool = False) -> Json:
    """What somebody who leaves sees on Home."""
    post = words.post(submits)
    left = f"{words.count(unposted, 'session')} to {post.lower()}." if unposted else "Nothing is unposted now."
    by_then = f"{post} everything by then: nobody else can sign for you."
    return section(f"*Your last day is {words.full_day(last_day)}.* {left}\n{by_then}")


def examples() -> dict[str, Json]:
    """The window in its states."""
    one = Leaver(7, "Dana Sample", date(2026, 12, 18), True, 6, 12, 40, 1440, 96)
    gone = replace(one, name="Finn Fictional", active=False, last_day=date(2026, 11, 13))
    done = replace(one, unsigned=0, coming=0, after=0)
    people = tuple(Colleague(n, f"Aide Number {n}") for n in range(130))
    return {
        "window": leaving_window(LeavingForm((one, gone, done), people[:3])),
        "window_oversight": leaving_window(
            LeavingForm((replace(done, submits=True, submitted=2), replace(done, to_approve=3, authors=1)))
        ),
        "window_none": leaving_window(LeavingForm((), people), "Saved."),
        "window_supervisor": leaving_window(LeavingForm((one,))),
        "window_many": leaving_window(LeavingForm((one, gone) * 15, people, 4)),
    }
