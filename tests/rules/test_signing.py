"""Canonical bytes, digests, keyed links and the chain (RELIABILITY ES-05, ES-07, ES-20)."""

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import signing
from models.rules.chain import GENESIS, link
from models.rules.signing import PREFIX, Keyring, canonical, digest_of, digest_of_all, mac_fields, mac_of, version_of
from tests.factories import FIXED_NOW

leaves = st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner), max_leaves=8
)
records = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), values, max_size=5)


def test_the_order_of_keys_does_not_count():
    assert canonical({"b": 1, "a": {"d": None, "c": True}}) == b'{"a":{"c":true,"d":null},"b":1}'
    assert canonical({"a": {"c": True, "d": None}, "b": 1}) == canonical({"b": 1, "a": {"d": None, "c": True}})


def test_the_order_of_a_list_counts():
    assert canonical({"a": [1, 2]}) != canonical({"a": [2, 1]})


def test_text_is_composed_and_written_as_utf_8():
    assert canonical({"a": "Ze\u0301"}) == canonical({"a": "Zé"}) == '{"a":"Zé"}'.encode()
    assert canonical({"Ze\u0301": 1}) == canonical({"Zé": 1})
    assert canonical({"a": "ﬁ"}) != canonical({"a": "fi"})


@pytest.mark.parametrize("value", [1.0, float("nan"), b"bytes", {1, 2}, FIXED_NOW])
def test_what_has_no_single_form_is_refused(value):
    with pytest.raises(TypeError, match="no canonical form"):
        canonical({"a": [value]})


@given(records)
def test_canonical_bytes_are_stable_and_read_back(record):
    content = canonical(record)
    assert canonical(json.loads(content)) == content
    assert canonical(dict(reversed(list(record.items())))) == content


@given(st.dictionaries(st.text("abé\u0301", max_size=3) | st.integers(0, 3), values | st.tuples(leaves), max_size=4))
def test_the_quick_look_gives_the_same_bytes(record):
    def outcome(work):
        try:
            return work()
        except (TypeError, ValueError) as error:
            return type(error), str(error)

    assert outcome(lambda: canonical(record)) == outcome(lambda: signing._write(signing._normal(record)).encode())


@given(records, values, st.data())
def test_any_changed_field_changes_the_digest(record, value, data):
    key = data.draw(st.sampled_from(sorted(record) or ["new"]))
    changed = {**record, key: value}
    if canonical({"x": record.get(key, "nothing")}) != canonical({"x": value}) or key not in record:
        assert digest_of(canonical(changed)) != digest_of(canonical(record))
    else:
        assert digest_of(canonical(changed)) == digest_of(canonical(record))


def test_another_process_finds_the_same_digest():
    """Neither the hash seed nor the locale of a process may matter."""
    record = {"z": ["Zoë", 1, None], "a": {"b": True, "é": {"x": "y"}}, "set": sorted({"one", "two", "three"})}
    code = (
        "import sys, json; from models.rules.signing import canonical, digest_of;"
        "print(digest_of(canonical(json.loads(sys.argv[1]))))"
    )
    for seed in ("1", "77"):
        done = subprocess.run(
            [sys.executable, "-c", code, json.dumps(record)],
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == digest_of(canonical(record))


def test_the_digest_is_of_the_prefix_and_the_bytes():
    assert PREFIX == b"carelog-sig-v2\n"
    assert digest_of(b"{}") == "6753de776e742e1f280acafe9948646f74d17c8a9a7e0e12928bd9f63d4b8ed7"


def test_what_was_signed_under_an_earlier_prefix_is_still_known():
    version_1 = "a95bb4a571f66423485f3dce85b9a93c4a7feb5b615064c93f4e6d6f914f4381"
    assert version_of(digest_of(b"{}"), b"{}") == 2
    assert version_of(version_1, b"{}") == 1
    assert version_of(version_1, b"[]") == version_of("", b"{}") == 0


def test_a_window_is_bound_to_its_order():
    assert digest_of_all(["a", "b"]) != digest_of_all(["b", "a"])
    assert digest_of_all(["ab"]) != digest_of_all(["a", "b"])


KEYS = Keyring("k2", {"k1": b"old", "k2": b"new"})


def test_a_mac_needs_its_key():
    assert mac_of(KEYS, "k1", {"a": 1}) != mac_of(KEYS, "k2", {"a": 1})
    with pytest.raises(KeyError):
        mac_of(KEYS, "k3", {"a": 1})


def test_keys_are_never_shown():
    assert "new" not in repr(KEYS)


def test_every_field_of_a_signature_is_under_its_mac():
    names = (
        *("id", "tenant_id", "session_id", "session_version", "signer_id", "signer_name", "signer_title"),
        *("meaning", "statement", "zone", "digest", "key_id"),
    )
    row = {**dict.fromkeys(names, "x"), "signed_at": FIXED_NOW, "canonical": b"", "mac": ""}
    macs = {mac_of(KEYS, "k1", mac_fields({**row, name: "y"})) for name in names}
    macs.add(mac_of(KEYS, "k1", mac_fields({**row, "signed_at": FIXED_NOW.replace(microsecond=1)})))
    macs.add(mac_of(KEYS, "k1", mac_fields(row)))
    assert len(macs) == len(names) + 2


def test_a_link_covers_number_previous_and_event():
    links = {
        link(1, GENESIS, {"a": 1}),
        link(2, GENESIS, {"a": 1}),
        link(1, "1" * 64, {"a": 1}),
        link(1, GENESIS, {"a": 2}),
    }
    assert len(links) == 4
    assert all(len(found) == 64 for found in links)
