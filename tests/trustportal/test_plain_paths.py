"""Addresses that nothing can stand at are no errors of the portal."""

import pytest
from django.test import Client

from accounts.models import User
from attestations.models import Attestation
from tests.people import sign_in


@pytest.mark.parametrize("rest", ["criteria/GOV%0001/", "principles/%00/", "history/%00/"])
def test_it_works(client: Client, draft: Attestation, editor: User, rest: str) -> None:
    sign_in(client, editor)
    assert client.get(f"/attestations/{draft.pk}/{rest}").status_code == 404


def test_the_public_register_has_none_either(client: Client, db: None) -> None:
    assert client.get("/%00/").status_code == 404
