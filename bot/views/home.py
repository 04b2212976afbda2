"""The App Home tab: what needs the person first, then today, then one week (PRODUCT journey 1)."""

from datetime import date, timedelta

from bot.slack.blocks import actions, context, divider, header, home, section, sections
from bot.slack.elements import button
from bot.slack.ids import Action
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from bot.views.leaving import last_day_block
from bot.views.lines import line_block
from bot.views.oversight import queue_blocks
from models.enums import Role
from models.home import HomePage
from models.outputs import Actor, SessionLine

# Together with the headings these stay well within the 100 blocks of a Home tab.
MOST_UNPOSTED = 15
MOST_TODAY = 12
MOST_WEEK = 30
MOST_TEAM = 20

GREETINGS = {
    Role.AIDE: "Record your care sessions here, then sign them. It takes about a minute a day.",
    Role.SUPERVISOR: "See here which sessions of your team are still to be posted.",
    Role.ADMIN: "Set Carelog up for your schools here. The list says what is left to do.",
}


def home_page(page: HomePage) -> Json:
    """The Home tab of one person."""
    return home(
        [
            *_welcome(page),
            *(
                [last_day_block(page.last_day, page.unposted_total, page.actor.needs_oversight)]
                if page.last_day
                else []
            ),
            _buttons(page),
            *_setup(page),
            # A supervisor comes for the team, an aide for the own day.
            *queue_blocks(page.queue),
            *([] if page.actor.role is Role.AIDE else _team(page)),
            *_unposted(page),
            *_today(page),
            *_week(page),
        ]
    )


def home_stranger(text: str) -> Json:
    """The Home tab of somebody who is on no roster: one friendly sentence."""
    return home([section(escape(shorten(text, 600)))])


def _welcome(page: HomePage) -> list[Json]:
    """Greet once; lead to enrolment until there is a signing passphrase."""
    name = escape(shorten(page.actor.name, 80))
    blocks = [section(f"*Welcome to Carelog, {name}.*\n{GREETINGS[page.actor.role]}")] if page.welcome else []
    if not page.actor.enrolled:
        sign = "You need a signing passphrase before you can sign sessions. It takes one minute to set."
        blocks.append(section(sign, button("Set signing passphrase", Action.OPEN_ENROL)))
    return blocks


def _buttons(page: HomePage) -> Json:
    elements = [
        button("Add Session", Action.ADD_SESSION, style="primary"),
        button(words.post(page.actor.needs_oversight), Action.OPEN_POST),
    ]
    if page.actor.role is Role.AIDE or page.caseload_size:
        elements.append(button("Log what just happened", Action.LOG))
    if page.actor.role is Role.ADMIN:
        elements.append(button("Office", Action.OPEN_OFFICE))
    return actions("home", *elements)


def _setup(page: HomePage) -> list[Json]:
    if not page.setup or all(step.done for step in page.setup):
        return []
    steps = [f"{'Done' if step.done else '*To do*'}: {escape(shorten(step.text, 200))}" for step in page.setup[:10]]
    return [header("Set up Carelog"), *sections(steps, gap="\n")]


def _unposted(page: HomePage) -> list[Json]:
    total = max(page.unposted_total, len(page.unposted))
    if not total:
        return [header("Unposted"), section(_nothing_unposted(page)), *_submitted(page)]
    post = words.post(page.actor.needs_oversight)
    ready = f" {words.count(page.ready_total, 'is', 'are')} ready: press *{post}* to sign." if page.ready_total else ""
    shown = page.unposted[:MOST_UNPOSTED]
    return [
        header(f"Unposted ({total:,})"),
        context(f"Oldest first.{ready}"),
        *(line_block(line, page.actor.zone, "unposted", dated=True) for line in shown),
        *_more(total - len(shown)),
        *_submitted(page),
    ]


def _submitted(page: HomePage) -> list[Json]:
    """What the person signed and somebody else has still to approve."""
    if not page.submitted:
        return []
    number = words.count(page.submitted, "submitted session waits", "submitted sessions wait")
    return [context(f"{number} for the approval of {escape(shorten(page.waits_for, 80))}.")]


def _nothing_unposted(page: HomePage) -> str:
    """An empty list says what to do next."""
    contact = _contact(page.actor)
    if not page.caseload_size and page.actor.role is Role.AIDE:
        return f"You have no students yet. Ask {contact} to add your students."
    if not page.has_sessions and page.actor.role is not Role.AIDE:
        return "You have no sessions of your own, so nothing needs you here."
    if not page.has_sessions:
        return "You have no sessions yet. Press *Add Session* to set up your schedule."
    return f"Everything is {words.posted(page.actor.needs_oversight)}. Nothing needs you now."


def _today(page: HomePage) -> list[Json]:
    shown = page.today_lines[:MOST_TODAY]
    return [
        divider(),
        header(f"Today, {words.day(page.today)}"),
        *(line_block(line, page.actor.zone, "today", dated=False) for line in shown),
        *_more(len(page.today_lines) - len(shown)),
        *([] if shown else [section("No sessions today.")]),
    ]


def _week(page: HomePage) -> list[Json]:
    """The week by day. Today has its own list and is not told twice."""
    blocks: list[Json] = [divider(), header(f"Week of {words.day(page.week_start)}"), _turn(page)]
    left = MOST_WEEK
    for offset in range(7):
        value = page.week_start + timedelta(days=offset)
        lines = [line for line in page.week_lines if line.date == value]
        if value == page.today and page.today_lines:
            blocks.append(context(f"*{words.day(value)}* · listed under Today"))
        elif lines:
            blocks += _day(page, value, lines, left)
            left -= min(left, len(lines))
    if len(blocks) == 3:
        blocks.append(section("No sessions in this week."))
    return blocks


def _day(page: HomePage, value: date, lines: list[SessionLine], left: int) -> list[Json]:
    shown = lines[:left]
    return [
        context(f"*{words.day(value)}*"),
        *(line_block(line, page.actor.zone, "week", dated=False) for line in shown),
        *_more(len(lines) - len(shown)),
    ]


def _turn(page: HomePage) -> Json:
    """Earlier week, the week of today, later week; a value is the Monday as an ISO date."""
    this = page.today - timedelta(days=page.today.weekday())
    turns = [
        ("earlier", "Earlier week", page.week_start - timedelta(days=7)),
        ("this", "This week", this),
        ("later", "Later week", page.week_start + timedelta(days=7)),
    ]
    buttons = [button(text, f"{Action.WEEK}.{name}", monday.isoformat()) for name, text, monday in turns]
    return actions("week", *buttons)


def _team(page: HomePage) -> list[Json]:
    if not page.team:
        return []
    lines = [
        f"*{escape(shorten(line.name, 60))}* · {words.count(line.unposted, 'session')} unposted"
        + (f", the oldest {words.count(line.oldest_days, 'day')} old" if line.oldest_days else "")
        if line.unposted
        else f"*{escape(shorten(line.name, 60))}* · nothing unposted"
        for line in page.team[:MOST_TEAM]
    ]
    # An administrator has these in *Office*.
    cover, leaving = button("Cover a session", Action.OPEN_COVER), button("People Leaving", Action.OPEN_LEAVING)
    students = button("Students Leaving", Action.OPEN_STUDENT_LEAVING)
    share = [] if page.actor.role is Role.ADMIN else [actions("team", cover, leaving, students)]
    return [divider(), header("My team"), *sections(lines, gap="\n"), *_more(len(page.team) - MOST_TEAM), *share]


def _more(number: int) -> list[Json]:
    return [context(f"and {number:,} more")] if number > 0 else []


def _contact(actor: Actor) -> str:
    return escape(shorten(actor.contact, 120)) or "your special-education office"


def examples() -> dict[str, Json]:
    """The Home tab in its states."""
    return {
        "aide": home_page(samples.page()),
        "newcomer": home_page(samples.newcomer_page()),
        "all_posted": home_page(samples.posted_page()),
        "no_sessions": home_page(samples.empty_page()),
        "supervisor": home_page(samples.supervisor_page()),
        "submits": home_page(samples.submitting_page()),
        "queue": home_page(samples.queue_page()),
        "admin": home_page(samples.admin_page()),
        "long": home_page(samples.long_page()),
        "stranger": home_stranger("You are not on the roster yet. Ask the special-education office to add you."),
    }
