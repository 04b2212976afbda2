"""Every view in every state, as it was last agreed on. Set REWRITE_SNAPSHOTS=1 to agree on what is drawn now."""

import json
import os
from pathlib import Path

import pytest

from sandbox.blocks.validate import validate_view
from tests.views.drawn import MODULES, every_example

FOLDER = Path(__file__).parent / "snapshots"
EXAMPLES = every_example()


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_view_is_as_agreed(name):
    path = FOLDER / f"{name}.json"
    drawn = json.dumps(EXAMPLES[name], indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("REWRITE_SNAPSHOTS"):
        path.write_text(drawn, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == drawn


def test_no_snapshot_is_left_over():
    assert {path.stem for path in FOLDER.glob("*.json")} == set(EXAMPLES)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_slack_takes_every_view(name):
    assert validate_view(EXAMPLES[name], EXAMPLES[name]["type"]) == []


@pytest.mark.parametrize("module", MODULES)
def test_drawing_twice_gives_the_same(module):
    assert module.examples() == module.examples()


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_one_primary_button_at_most(name):
    assert json.dumps(EXAMPLES[name]).count('"style": "primary"') <= 1


def test_nothing_secret_is_filled_in_or_sent_early():
    for name, view in EXAMPLES.items():
        for block in view["blocks"]:
            if block.get("block_id", "").startswith(("passphrase", "again", "code")):
                assert "initial_value" not in block["element"], name
                assert "dispatch_action" not in block, name
