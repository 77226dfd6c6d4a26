"""What was asked for a key is declined, or taken back; nothing changes."""

import pytest

from accounts.messages import Message
from accounts.models import User
from journal.models import Entry
from reports.keys.declining import decline_key_request
from reports.keys.models import KeyRequest, SealKey
from reports.keys.requests import NotAKey, NotAsked
from tests.people import acting
from transparency.models import Leaf

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_works(begin_request: KeyRequest, custodian: User, other_custodian: User) -> None:
    decline_key_request(begin_request.pk, "Another certificate.", by=acting(other_custodian))
    begin_request.refresh_from_db()
    assert (begin_request.status, begin_request.answered_by) == ("declined", other_custodian)
    assert Entry.objects.get(act="key.declined").reason == "Another certificate."
    assert Message.objects.get(to=custodian).text == "Another certificate."
    assert not SealKey.objects.exists()
    assert not Leaf.objects.exists()


def test_who_asked_takes_it_back_once(begin_request: KeyRequest, custodian: User) -> None:
    with pytest.raises(NotAKey, match="why it is declined"):
        decline_key_request(begin_request.pk, " ", by=acting(custodian))
    decline_key_request(begin_request.pk, "A slip.", by=acting(custodian))
    with pytest.raises(NotAsked):
        decline_key_request(begin_request.pk, "A slip.", by=acting(custodian))
