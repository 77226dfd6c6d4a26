"""Two scheme managers publish in the browser: asking, withdrawing, publishing, moving dates."""

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.models import User
from desk.waiting import waiting_for
from journal.models import Entry
from principles.adoption import (
    NotFaultless,
    NotRequested,
    adopted,
    published,
    requested,
    withdraw_request,
)
from principles.loading import loaded
from principles.models import Edition, EditionUse, PublicationRequest
from tests.people import acting, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(data: dict[str, Any]) -> Edition:
    """The edition after 1.0, which changes nothing and has fair dates."""
    adopt_by = now().date() + timedelta(days=200)
    later = deepcopy(data)
    later["edition"] |= {
        "version": "1.1",
        "follows": "1.0",
        "effective_on": adopt_by.isoformat(),
        "reason": {"kind": "experience", "text": "What was learnt."},
    }
    later["transition"] = {
        "adopt_by": adopt_by.isoformat(),
        "sunset_of_followed": (adopt_by + timedelta(days=90)).isoformat(),
    }
    with transaction.atomic():
        adopted(data, by=SYSTEM, at=now())
        return loaded(later)[0]


def address(draft: Edition, rest: str = "") -> str:
    return f"/editions/{draft.pk}/{rest}"


def shown(page: str) -> str:
    return page.split('name="shown" value="')[1].split('"', maxsplit=1)[0]


def test_it_works(
    client: Client, draft: Edition, scheme_manager: User, other_scheme_manager: User
) -> None:
    sign_in(client, scheme_manager)
    page = client.get(address(draft, "ask/")).text
    assert "59 unchanged" in page
    assert "You ask another scheme manager" in page
    page = client.post(address(draft, "ask/"), follow=True).text
    assert "Waits for a second scheme manager" in page
    assert "Withdraw the request" in page
    assert "another scheme manager has to publish it" in client.get(address(draft, "publish/")).text
    sign_in(client, other_scheme_manager)
    assert "Edition 1.1 waits for a second scheme manager" in client.get("/desk/").text
    assert "asked by <bdi>Sara Scheme</bdi>" in client.get("/editions/").text
    page = client.get(address(draft, "publish/")).text
    assert draft.sha256 in page
    assert "Nothing in a published edition can ever be changed" in page
    said = {"shown": shown(page)}
    refused = client.post(address(draft, "publish/"), said)
    assert refused.status_code == 422
    assert "Tick that you have read the edition" in refused.text
    page = client.post(address(draft, "publish/"), said | {"read": "on"}, follow=True).text
    assert "Technology trust principles 1.1 is published." in page
    draft.refresh_from_db()
    assert draft.published_at is not None
    assert Entry.objects.get(act="edition.published", object_id=str(draft.pk)).actor == (
        other_scheme_manager
    )
    assert client.get("/desk/").text.count("waits for a second scheme manager") == 0


def test_the_second_factor_is_asked_for_when_it_is_not_fresh(
    client: Client, draft: Edition, scheme_manager: User
) -> None:
    sign_in(client, scheme_manager, minutes_ago=9)
    assert "Code from your authenticator app" in client.get(address(draft, "ask/")).text
    page = client.post(address(draft, "ask/"))
    assert page.status_code == 422
    assert "Enter the code from your authenticator app" in page.text
    assert not PublicationRequest.objects.exists()


def test_what_has_problems_is_neither_asked_for_nor_published(
    client: Client, draft: Edition, scheme_manager: User, other_scheme_manager: User
) -> None:
    draft.criteria.filter(code="GOV-03").update(must_meet=True)
    sign_in(client, scheme_manager)
    assert "it cannot be published" in client.get(address(draft, "ask/")).text
    page = client.post(address(draft, "ask/"))
    assert page.status_code == 422
    assert "GOV-03" in page.text
    with transaction.atomic(), pytest.raises(NotFaultless):
        requested(draft.pk, by=acting(scheme_manager), at=now())
    draft.criteria.filter(code="GOV-03").update(must_meet=False)
    with transaction.atomic():
        requested(draft.pk, by=acting(scheme_manager), at=now())
    Edition.objects.filter(version="1.1").update(note="Changed after it was asked for")
    with transaction.atomic(), pytest.raises(NotRequested):
        published(draft.pk, by=acting(other_scheme_manager), at=now())


def test_dates_that_changed_are_read_again(
    client: Client, draft: Edition, scheme_manager: User, other_scheme_manager: User
) -> None:
    with transaction.atomic():
        requested(draft.pk, by=acting(scheme_manager), at=now())
    sign_in(client, other_scheme_manager)
    said = {"shown": shown(client.get(address(draft, "publish/")).text), "read": "on"}
    EditionUse.objects.filter(edition=draft).update(sunset_of_followed=date(2999, 1, 1))
    page = client.post(address(draft, "publish/"), said)
    assert page.status_code == 422
    assert "Nobody has asked" in page.text
    with transaction.atomic():
        requested(draft.pk, by=acting(scheme_manager), at=now())
    page = client.post(address(draft, "publish/"), said)
    assert page.status_code == 422
    assert "has changed since you opened the page" in page.text
    assert "1 January 2999" in page.text
    assert shown(page.text) != said["shown"]
    page = client.post(address(draft, "publish/"), said | {"shown": shown(page.text)})
    assert page.status_code == 302


def test_a_request_is_withdrawn_by_who_made_it(
    client: Client, draft: Edition, scheme_manager: User, other_scheme_manager: User
) -> None:
    with transaction.atomic():
        requested(draft.pk, by=acting(scheme_manager), at=now())
    with pytest.raises(NotRequested):
        withdraw_request(draft.pk, by=acting(other_scheme_manager))
    assert [task.url for task in waiting_for(acting(other_scheme_manager))] == [
        f"/editions/{draft.pk}/publish/"
    ]
    assert waiting_for(acting(scheme_manager)) == []
    sign_in(client, scheme_manager)
    page = client.post(address(draft, "withdraw/"), follow=True).text
    assert "Your request is withdrawn." in page
    assert waiting_for(acting(other_scheme_manager)) == []
    assert Entry.objects.filter(act="edition.request_withdrawn").count() == 1


def test_one_who_asked_cannot_publish(client: Client, draft: Edition, scheme_manager: User) -> None:
    with transaction.atomic():
        requested(draft.pk, by=acting(scheme_manager), at=now())
    sign_in(client, scheme_manager)
    page = client.post(address(draft, "publish/"), {"shown": "", "read": "on"})
    assert page.status_code == 422
    page = client.post(address(draft, "publish/"), {"shown": "0" * 64, "read": "on"})
    assert "Another scheme manager has to publish" in page.text
    draft.refresh_from_db()
    assert draft.published_at is None


def test_dates_are_moved_after_publication(
    client: Client, draft: Edition, scheme_manager: User, other_scheme_manager: User
) -> None:
    with transaction.atomic():
        requested(draft.pk, by=acting(scheme_manager), at=now())
        published(draft.pk, by=acting(other_scheme_manager), at=now())
    sign_in(client, scheme_manager)
    where = address(draft, "dates/")
    sign_in(client, scheme_manager, minutes_ago=6)
    late = client.post(where, {"adopt_by": "2031-01-01"})
    assert "Enter the code from your authenticator app" in late.text
    sign_in(client, scheme_manager)
    assert f'value="{draft.use.adopt_by}"' in client.get(where).text
    said = {"adopt_by": "2031-01-01", "sunset_of_followed": "2030-01-01", "reason": "Asked for."}
    page = client.post(where, said)
    assert page.status_code == 422
    assert "cannot end before" in page.text
    page = client.post(where, said | {"sunset_of_followed": "2031-07-01"}, follow=True).text
    assert "The dates are moved." in page
    assert "1 July 2031" in page
    assert Entry.objects.get(act="edition.dates_moved").reason == "Asked for."


@pytest.mark.parametrize("who", ["owner", "registrar", "stranger", "decision_maker"])
def test_others_publish_nothing(
    client: Client, draft: Edition, who: str, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    for page in ("ask/", "publish/", "dates/"):
        assert client.get(address(draft, page)).status_code == 404
    assert client.post(address(draft, "withdraw/")).status_code == 404
