"""Whether the log of this portal agrees with what a report says of its sample's draw."""

from collections.abc import Iterator, Mapping
from typing import Any

from custody import keyring
from reports.models import Report
from reports.resampling import Resample
from transparency.checkpoint import NotANote, NotSigned, verified
from transparency.manifests import LeafKind, NotALeaf, commitment, facts_of
from transparency.models import Checkpoint, Leaf


def problems(twin: Mapping[str, Any], again: Resample, report: Report) -> Iterator[str]:
    """Every way in which the log says something else, as sentences; nothing when it agrees."""
    yield from _checkpoint(twin["sample"]["checkpoint"], again)
    size = again.checkpoint.size
    submission = report.submission
    if submission.log_index >= size:
        yield "The checkpoint does not cover the submission's entry."
    elif not _says(submission.log_index, LeafKind.SUBMISSION, submission.commitment):
        yield "The submission's entry in the log holds another commitment."
    acceptance = twin["sample"]["acceptance"]
    if acceptance is not None:
        yield from _acceptance(acceptance, again)


def _checkpoint(note: str, again: Resample) -> Iterator[str]:
    try:
        verified(note, keyring.verifier("checkpoints"))
    except (NotANote, NotSigned) as error:
        yield f"The checkpoint does not verify: {error}"
    except keyring.KeyRefused:
        yield "The log's key is not published here, so the checkpoint's signature is not checked."
    served = Checkpoint.objects.filter(size=again.checkpoint.size).first()
    if served is None or bytes(served.root) != again.checkpoint.root:
        yield "The log never served this checkpoint."


def _acceptance(told: Mapping[str, Any], again: Resample) -> Iterator[str]:
    index, size = int(told["log_index"]), again.checkpoint.size
    digest = bytes.fromhex(again.submission_sha256)
    if not _says(index, LeafKind.ACCEPTANCE, commitment(bytes.fromhex(told["salt"]), digest)):
        yield "The acceptance's entry in the log holds another commitment."
    if index >= size:
        yield "The checkpoint does not cover the acceptance."
    elif Checkpoint.objects.filter(size__gt=index, size__lt=size).exists():
        yield "An earlier checkpoint than this one covers the acceptance already."


def _says(index: int, kind: LeafKind, expected: str) -> bool:
    """Whether the leaf at `index` is of this kind and holds this commitment."""
    leaf = Leaf.objects.filter(index=index).first()
    if leaf is None:
        return False
    try:
        facts = facts_of(bytes(leaf.content))
    except NotALeaf:
        return False
    return (facts["kind"], facts.get("commitment")) == (kind, expected)
