"""The registrar accredits a body: layers, countries, levels, from and until."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from accounts.refusal import Refusal
from organisations.accreditation import AccreditationStatus as Is
from organisations.accreditation import status_on
from organisations.admission import Accredited, accredit
from organisations.assurance import AssuranceLevel, highest
from organisations.models import Accreditation, Organisation
from tests.people import acting, sign_in

FIRST, LAST = date(2026, 3, 1), date(2027, 2, 28)
TODAY = now().date()


def said(**changes: object) -> dict[str, object]:
    typed = {
        "layers": ["ai", "cloud"],
        "countries": "nl, PT nl",
        "levels": ["on-site", "evidence-reviewed"],
        "valid_from": TODAY.isoformat(),
        "valid_until": (TODAY + timedelta(days=700)).isoformat(),
    }
    return typed | changes


def test_it_works(client: Client, registrar: User, other_body: Organisation) -> None:
    sign_in(client, registrar)
    url = reverse("organisations:accredit", args=[other_body.slug])
    assert "is accredited until" in client.post(url, said(), follow=True).text
    made = other_body.accreditations.get()
    assert made.layers == ["cloud", "ai"]
    assert made.countries == ["NL", "PT"]
    assert made.levels == ["evidence-reviewed", "on-site"]
    assert made.status is Is.IN_FORCE


def test_no_country_is_every_country(
    client: Client, registrar: User, other_body: Organisation
) -> None:
    sign_in(client, registrar)
    url = reverse("organisations:accredit", args=[other_body.slug])
    page = client.post(url, said(countries=""), follow=True).text
    assert "Every country" in page
    covering = Accreditation.objects.covering(layers=["ai"], country="JP", level="on-site")
    assert covering.get().body == other_body


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("countries", "Portugal", "PORTUGAL” is no country code"),
        ("levels", [], "at least one assurance level"),
        ("layers", [], "at least one layer"),
        ("valid_until", TODAY.isoformat(), "after the first day"),
    ],
)
def test_the_form_says_what_is_wrong(
    field: str,
    typed: object,
    sentence: str,
    client: Client,
    registrar: User,
    other_body: Organisation,
) -> None:
    sign_in(client, registrar)
    url = reverse("organisations:accredit", args=[other_body.slug])
    response = client.post(url, said(**{field: typed}))
    assert response.status_code == 422
    assert sentence in response.text
    assert not other_body.accreditations.exists()


def test_only_a_body(registrar: User, member: Organisation) -> None:
    with pytest.raises(Refusal, match="Only an assessor body"):
        accredit(member, Accredited(["ai"], FIRST, LAST), by=acting(registrar))


@pytest.mark.parametrize(
    ("day", "withdrawn", "expected"),
    [
        (FIRST - timedelta(days=1), False, Is.NOT_YET),
        (FIRST, False, Is.IN_FORCE),
        (LAST, False, Is.IN_FORCE),
        (LAST + timedelta(days=1), False, Is.ENDED),
        (FIRST, True, Is.WITHDRAWN),
        (LAST + timedelta(days=1), True, Is.WITHDRAWN),
    ],
)
def test_where_it_stands(day: date, withdrawn: bool, expected: Is) -> None:
    at = datetime(2026, 5, 1, tzinfo=ZoneInfo("UTC")) if withdrawn else None
    assert status_on(day, valid_from=FIRST, valid_until=LAST, withdrawn_at=at) is expected


def test_one_accreditation_must_cover_it_all(other_body: Organisation) -> None:
    days = {"valid_from": TODAY, "valid_until": TODAY + timedelta(days=9)}
    for layer, country in (("ai", "PT"), ("cloud", "PT"), ("ai", "NL")):
        Accreditation.objects.create(
            body=other_body, layers=[layer], countries=[country], levels=["on-site"], **days
        )
    found = Accreditation.objects.in_force(TODAY)
    assert found.covering(layers=["ai"], country="NL", level="on-site").exists()
    assert not found.covering(layers=["ai", "cloud"], country="PT", level="on-site").exists()
    assert not found.covering(layers=["cloud"], country="NL", level="on-site").exists()
    assert not found.covering(layers=["ai"], country="PT", level="evidence-reviewed").exists()


def test_the_highest_level() -> None:
    low, mid, high = AssuranceLevel
    assert highest(low, high, mid) is high
    assert highest(low) is low
