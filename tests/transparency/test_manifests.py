import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from transparency import manifests
from transparency.manifests import LeafKind, NotALeaf

NOON = datetime(2026, 11, 22, 12, 0, 5, 999, tzinfo=UTC)


def test_it_works():
    made = manifests.leaf(LeafKind.REPORT, NOON, number="TP-2026-0007", sha256="ab" * 32)
    assert made.content == (
        b'{"at":"2026-11-22T12:00:05Z","kind":"report","number":"TP-2026-0007",'
        b'"schema":"trustportal-leaf/1","sha256":"' + b"ab" * 32 + b'"}'
    )
    assert manifests.facts_of(made.content)["number"] == "TP-2026-0007"
    assert manifests.sentence(manifests.facts_of(made.content)) == (
        "A report became public: TP-2026-0007"
    )


def test_the_time_is_told_in_utc():
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert manifests.leaf(LeafKind.NOTICE, elsewhere) == manifests.leaf(LeafKind.NOTICE, NOON)


def test_a_submission_says_neither_who_nor_what():
    salt, digest = bytes(32), hashlib.sha256(b"content").digest()
    made = manifests.submission_leaf(salt, digest, NOON)
    facts = json.loads(made.content)
    assert facts.keys() == {"schema", "kind", "at", "commitment"}
    assert facts["commitment"] == hashlib.sha256(salt + digest).hexdigest()


def test_an_acceptance_cannot_be_told_from_another():
    digest = hashlib.sha256(b"content").digest()
    signed = manifests.submission_leaf(bytes(32), digest, NOON)
    made = manifests.acceptance_leaf(b"another salt".ljust(32), digest, NOON)
    facts = json.loads(made.content)
    assert facts.keys() == {"schema", "kind", "at", "commitment"}
    assert facts["kind"] == "acceptance"
    assert facts["commitment"] not in signed.content.decode()
    assert facts["commitment"] == manifests.commitment(b"another salt".ljust(32), digest)


@pytest.mark.parametrize(("salt", "digest"), [(31, 32), (33, 32), (32, 31), (32, 33), (0, 64)])
def test_a_commitment_has_two_parts_of_fixed_length(salt, digest):
    with pytest.raises(NotALeaf):
        manifests.commitment(bytes(salt), bytes(digest))


@pytest.mark.parametrize(
    "facts",
    [
        {"schema": "mine"},
        {"score": 0.5},
        {"nested": [{"score": 1.0}]},
        {"big": 2**60},
        {"long": "x" * 65_536},
        {"bytes": b"no"},
    ],
)
def test_what_cannot_be_a_leaf_is_refused(facts):
    with pytest.raises(NotALeaf):
        manifests.leaf(LeafKind.REPORT, NOON, **facts)


def test_a_naive_time_is_refused():
    with pytest.raises(NotALeaf):
        manifests.leaf(LeafKind.REPORT, datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"schema": "trustportal-leaf/1"}'])
def test_what_is_no_leaf_of_ours_is_refused(content):
    with pytest.raises(NotALeaf):
        manifests.facts_of(content)


def test_every_kind_has_its_words():
    assert manifests.WORDS.keys() == set(LeafKind)
    assert "trumpet" in manifests.sentence({"kind": "trumpet"})
