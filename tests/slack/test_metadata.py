"""What windows remember."""

import json

import pytest

from bot.slack.metadata import OUT_OF_DATE, AuditTarget, CreationTarget, SessionTarget
from models.errors import Changed

TARGETS = [
    SessionTarget(41),
    SessionTarget(41, "one", 3, 2),
    SessionTarget(41, "all", None, 0, "week"),
    AuditTarget((), "", "all"),
    AuditTarget((1, 2, 3), "f" * 64, "week"),
    CreationTarget(7),
]


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_remembered_is_read_back(target):
    assert type(target).load({"private_metadata": target.dump()}) == target


@pytest.mark.parametrize("kind", [SessionTarget, AuditTarget, CreationTarget])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "null",
        "[]",
        "{}",
        '{"v":1}',
        '{"v":2,"d":[1]}',
        '{"v":1,"d":[]}',
        '{"v":true,"d":[1]}',
        '{"v":1,"d":["1"]}',
        '{"v":1,"d":[true]}',
        '{"v":1,"d":[1.5]}',
        '{"v":1,"d":[1,"all",null,0]}',
        '{"v":1,"d":[1,"none",null,0,null]}',
        '{"v":1,"d":[1,"one",null,null,null]}',
        '{"v":1,"d":[1,"one","3",0,null]}',
        '{"v":1,"d":[1,["all"],null,0,null]}',
        '{"v":1,"d":[1,"all",null,0,"month"]}',
        '{"v":1,"d":[[1],"d","month"]}',
        '{"v":1,"d":[["1"],"d","all"]}',
        '{"v":1,"d":[[1],1,"all"]}',
        '{"v":1,"d":"abc"}',
        "[" * 100_000,
    ],
)
def test_anything_else_is_out_of_date(kind, text):
    with pytest.raises(Changed) as told:
        kind.load({"private_metadata": text})
    assert str(told.value) == OUT_OF_DATE


def test_a_view_without_metadata_is_out_of_date():
    with pytest.raises(Changed):
        SessionTarget.load({})


def test_a_hundred_sessions_with_long_ids_fit():
    target = AuditTarget(tuple(range(9 * 10**18, 9 * 10**18 + 120)), "f" * 64, "all")
    assert len(target.dump()) <= 3000
    assert AuditTarget.load({"private_metadata": target.dump()}) == target


def test_what_slack_would_refuse_is_refused_here():
    with pytest.raises(ValueError, match="3000"):
        AuditTarget(tuple(range(1000)), "f" * 64).dump()


def test_the_format_has_a_version():
    assert json.loads(SessionTarget(1).dump())["v"] == 1
