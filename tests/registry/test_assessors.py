"""The public register of assessor bodies: page, page of one, and the API's resource."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.models import AccreditationFlag, Decision
from organisations.listed import ListingRefused, list_name
from organisations.models import Accreditation, Membership, Organisation
from organisations.permissions import Side
from tests.api.test_read import holds
from tests.people import acting, organisation, person, sign_in

pytestmark = pytest.mark.django_db
TODAY = now().date()


def accredited(body: Organisation, **changes: Any) -> Accreditation:
    facts = {
        "layers": ["cloud", "ai"],
        "valid_from": TODAY - timedelta(days=9),
        "valid_until": TODAY + timedelta(days=9),
    }
    return Accreditation.objects.create(body=body, **(facts | changes))


@pytest.fixture
def several(body: Organisation, other_body: Organisation) -> dict[str, Organisation]:
    """Bodies whose accreditations are in force, ended, withdrawn and yet to begin."""
    accredited(other_body, countries=["PT", "JP"], levels=["on-site"], layers=["ai"])
    made = {"Plain Sight Audit": body, "Far Shore Review": other_body}
    for name, changes in {
        "Autumn Audit": {"valid_until": TODAY - timedelta(days=1)},
        "Gone Review": {"withdrawn_at": now(), "withdrawn_reason": "Nobody's business."},
        "Spring Audit": {"valid_from": TODAY + timedelta(days=1)},
    }.items():
        made[name] = organisation(Side.ASSESSOR_BODY, name.lower().replace(" ", "-"), name)
        accredited(made[name], **changes)
    return made


def test_it_works(client: Client, several: dict[str, Organisation]) -> None:
    page = client.get("/assessors/").text
    for name in several:
        assert name in page
    for words in ("In force", "Ended", "Withdrawn", "Not in force yet", "PT, JP", "On site"):
        assert words in page
    page = client.get("/assessors/gone-review/").text
    assert "Withdrawn" in page
    assert "No accreditation is in force" in page
    assert "Nobody&#x27;s business" not in page


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"q": "audit"}, {"Plain Sight Audit", "Autumn Audit", "Spring Audit"}),
        ({"layer": "ai"}, {"Plain Sight Audit", "Far Shore Review"}),
        ({"layer": "cloud", "country": "JP"}, {"Plain Sight Audit"}),
        ({"country": "JP", "level": "on-site"}, {"Plain Sight Audit", "Far Shore Review"}),
        ({"level": "evidence-reviewed"}, {"Plain Sight Audit"}),
        ({"q": "nothing like it"}, set()),
    ],
)
def test_search(
    asked: dict[str, str], names: set[str], client: Client, several: dict[str, Organisation]
) -> None:
    page = client.get("/assessors/", asked).text
    assert {name for name in several if name in page} == names
    if "q" not in asked:
        answer = holds(client.get("/api/v1/assessors/", asked), "/api/v1/assessors/")
        assert {each["organisation"]["name"] for each in answer["results"]} == names


def test_wrong_questions_are_refused(client: Client, several: dict[str, Organisation]) -> None:
    assert client.get("/assessors/", {"layer": "sea"}).status_code == 422
    for name, value in (("layer", "sea"), ("country", "pt"), ("level", "high"), ("limit", "0")):
        answer = client.get("/api/v1/assessors/", {name: value})
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["parameter"] == name


def test_who_was_never_accredited_does_not_exist(
    client: Client, body: Organisation, other_body: Organisation, member: Organisation
) -> None:
    nothing = client.get("/assessors/no-such-body/")
    for slug in (other_body.slug, member.slug):
        answer = client.get(f"/assessors/{slug}/")
        assert answer.status_code == 404
        assert answer.content == nothing.content
        assert client.get(f"/api/v1/assessors/{slug}/").status_code == 404
    assert other_body.name not in client.get("/assessors/").text


def test_pages_of_the_api(client: Client, several: dict[str, Organisation]) -> None:
    first = holds(client.get("/api/v1/assessors/", {"limit": 3}), "/api/v1/assessors/")
    rest = client.get(first["next"].replace("http://testserver", "")).json()
    slugs = [each["organisation"]["slug"] for each in (*first["results"], *rest["results"])]
    assert slugs == sorted(each.slug for each in several.values())
    assert rest["next"] is None


def test_a_name_stands_there_only_when_she_says_so(
    client: Client, body: Organisation, lead: User, assessor: User
) -> None:
    assert str(lead) not in client.get(f"/assessors/{body.slug}/").text
    sign_in(client, lead)
    url = reverse("organisations:list_name", args=[body.slug])
    assert "stands in the public register" in client.post(url, {"listed": "yes"}, follow=True).text
    public = Client()
    page = public.get(f"/assessors/{body.slug}/").text
    assert f"<bdi>{lead}</bdi>, lead assessor" in page
    assert str(assessor) not in page
    told = holds(public.get(f"/api/v1/assessors/{body.slug}/"), "/api/v1/assessors/{slug}/")
    assert [each["name"] for each in told["people"]] == [str(lead)]
    client.post(url, {"listed": "no"})
    assert str(lead) not in public.get(f"/assessors/{body.slug}/").text


def test_a_name_goes_with_the_role(client: Client, body: Organisation, lead: User) -> None:
    list_name(body.pk, wished=True, by=acting(lead))
    Membership.objects.filter(user=lead).update(ended_at=now())
    assert str(lead) not in client.get(f"/assessors/{body.slug}/").text


def test_only_assessors_are_listed(body: Organisation, body_admin: User, owner: User) -> None:
    for who in (body_admin, owner):
        with pytest.raises(ListingRefused):
            list_name(body.pk, wished=True, by=acting(who))


def test_a_report_says_that_the_accreditation_was_withdrawn(
    client: Client, assessed_live: Any, decided: Decision, body: Organisation
) -> None:
    number = assessed_live.number
    before = client.get(f"/api/v1/reports/{number}/").json()
    assert before["accreditation_withdrawn_on"] == []
    with transaction.atomic():
        AccreditationFlag.objects.create(
            engagement=decided.engagement,
            accreditation=body.accreditations.get(),
            status="closed",
            flagged_at=now(),
        )
    page = client.get(f"/reports/{number}/").text
    assert f"The accreditation of {body.name} was withdrawn on" in page
    assert "after this assessment" in page
    told = client.get(f"/api/v1/reports/{number}/").json()
    assert told["accreditation_withdrawn_on"] == [TODAY.isoformat()]
    assert number in client.get(f"/assessors/{body.slug}/").text


def test_few_statements_at_any_size(client: Client, body: Organisation) -> None:
    counts = []
    for size in (1, 6):
        for number in range(size):
            name = f"Body {size} {number}"
            more = organisation(Side.ASSESSOR_BODY, f"body-{size}-{number}", name)
            accredited(more)
            accredited(more, layers=["ai"])
            person(more, None, f"{name} person")
        with CaptureQueriesContext(connection) as captured:
            client.get("/assessors/")
            client.get("/api/v1/assessors/")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8
