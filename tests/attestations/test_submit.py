"""Signing and submitting."""

from attestations.models import Attestation
from attestations.status import Status


def test_it_works(accepted: Attestation) -> None:
    assert accepted.status == Status.ACCEPTED
