"""The catalogue: a whole file each time, items that end and come back, and the one that ships."""

from datetime import UTC, date, datetime, timedelta

from models.services.importing import ensure_default_catalog
from models.tables import CatalogItem

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 21, 30, tzinfo=UTC)
ITEMS = """items:
  - {code: s, kind: service, name: Care}
  - {code: p, kind: place, name: Classroom}
  - {code: adl.eating, kind: activity, category: Daily living, name: Eating, billable: yes, needs_minutes: yes}
  - {code: acc.time, kind: accommodation, category: Learning, name: Extra time}
"""
LESS = "".join(line for line in ITEMS.splitlines(keepends=True) if "acc.time" not in line)


def items(district):
    return {row["code"]: row for row in district.rows(CatalogItem, "position")}


def test_a_catalogue_is_added_once_in_its_order(empty):
    assert empty.counts("catalog", ITEMS) == (4, 0, 0, 0)
    assert empty.counts("catalog", ITEMS) == (0, 0, 0, 4)
    found = items(empty)
    assert list(found) == ["s", "p", "adl.eating", "acc.time"]
    assert (found["adl.eating"]["billable"], found["adl.eating"]["needs_minutes"]) == (True, True)
    assert (found["acc.time"]["billable"], found["acc.time"]["ends_on"]) == (False, None)


def test_what_a_file_leaves_out_ends_yesterday_and_comes_back(empty):
    empty.load("catalog", ITEMS)
    assert empty.counts("catalog", LESS) == (0, 0, 1, 3)
    assert items(empty)["acc.time"]["ends_on"] == TODAY - timedelta(days=1)
    assert empty.counts("catalog", LESS) == (0, 0, 0, 3)
    assert empty.counts("catalog", LESS, TODAY + timedelta(days=9)) == (0, 0, 0, 3)
    assert items(empty)["acc.time"]["ends_on"] == TODAY - timedelta(days=1)
    assert empty.counts("catalog", ITEMS) == (0, 1, 0, 3)
    assert items(empty)["acc.time"]["ends_on"] is None


def test_names_order_and_dates_change(empty):
    empty.load("catalog", ITEMS)
    moved = ITEMS.replace("Eating,", "Eating or feeding,").replace(
        "name: Extra time", "name: Extra time, ends_on: 2026-11-01"
    )
    assert empty.counts("catalog", moved) == (0, 1, 1, 2)
    first, *rest = ITEMS.splitlines(keepends=True)
    assert empty.counts("catalog", first + "".join(reversed(rest)))[1] == 4
    assert list(items(empty)) == ["acc.time", "adl.eating", "p", "s"]


WRONG_CATALOGUES = [
    (ITEMS.replace("kind: accommodation", "kind: activity"), 5, "belongs to another kind"),
    (ITEMS.replace("code: acc.time", "code: s"), 5, "This code is on line 2 already"),
    (ITEMS.replace("kind: service", "kind: place"), 0, "at least one service"),
    (ITEMS.replace("category: Learning, ", ""), 5, "needs a category"),
    ("items: []", 0, "at least one"),
    ("", 1, "a list with the name items"),
]


def test_catalogues_that_cannot_be_are_refused(empty):
    empty.load("catalog", ITEMS)
    for content, line, says in WRONG_CATALOGUES:
        assert any(at == line and says in text for at, text in empty.refused("catalog", content)), says


def test_a_bad_line_does_not_make_the_whole_look_empty(empty):
    ((line, text),) = empty.refused("catalog", ITEMS.replace("name: Care", f"name: {'x' * 80}"))
    assert (line, text.split(":")[0]) == (2, "name")


def test_a_district_without_a_catalogue_gets_the_one_that_ships(empty):
    first = empty.database.run(lambda db: ensure_default_catalog(db, empty.tenant_id, TODAY, NOW))
    assert first is not None
    assert (first.problems, first.changed) == ((), 0)
    found = items(empty)
    assert len(found) == first.added
    assert next(iter(found.values()))["name"] == "Personal Care - Instructional Support"
    assert empty.database.run(lambda db: ensure_default_catalog(db, empty.tenant_id, TODAY, NOW)) is None


def test_an_own_catalogue_is_left_alone(empty):
    empty.load("catalog", ITEMS)
    assert empty.database.run(lambda db: ensure_default_catalog(db, empty.tenant_id, TODAY, NOW)) is None
    assert len(items(empty)) == 4
