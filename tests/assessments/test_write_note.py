"""Working notes: for the engagement's people, only added, and never outside their body."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.models import Engagement, WorkingNote
from assessments.moves import locked
from assessments.naming import NotNamed
from assessments.notes import NoteRefused, write_note
from assessments.people import removed_person
from journal.models import Entry
from reports.assessed import assessed_of
from tests.assessed import assess_everything, make_decision, make_recommendation
from tests.people import acting, sign_in
from tests.races import second_waits

PHRASE = "Walrus in the server room"


def address(engagement: Engagement, code: str = "GOV-01") -> str:
    return reverse("assessments:notes", args=[engagement.pk, code])


def test_it_works(
    client: Client, in_assessment: Engagement, assessor: User, reviewer: User
) -> None:
    sign_in(client, assessor)
    response = client.post(address(in_assessment), {"text": f" {PHRASE} "}, follow=True)
    assert "The note is kept." in response.text
    assert WorkingNote.objects.get().text == PHRASE
    sign_in(client, reviewer)
    fragment = client.get(address(in_assessment), headers={"X-Requested-With": "fragment"}).text
    assert PHRASE in fragment
    assert assessor.name in fragment
    assert "<html" not in fragment
    assert PHRASE not in client.get(address(in_assessment, "GOV-02")).text


def test_an_empty_note_is_refused(
    client: Client, in_assessment: Engagement, assessor: User
) -> None:
    sign_in(client, assessor)
    response = client.post(address(in_assessment), {"text": "  "})
    assert response.status_code == 422
    assert "Write the note first." in response.text
    with pytest.raises(NoteRefused):
        write_note(in_assessment.pk, "GOV-01", " ", by=acting(assessor))
    with pytest.raises(NoteRefused, match="not asked here"):
        write_note(in_assessment.pk, "XXX-01", "Text", by=acting(assessor))
    assert not WorkingNote.objects.exists()


@pytest.mark.parametrize(
    "who", ["owner", "viewer", "body_admin", "registrar", "decision_maker", "other_owner"]
)
def test_it_does_not_exist_for_others(
    who: str, client: Client, in_assessment: Engagement, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(address(in_assessment)).status_code == 404
    assert client.post(address(in_assessment), {"text": "Text"}).status_code == 404


def test_the_journal_keeps_none_of_its_words(in_assessment: Engagement, assessor: User) -> None:
    write_note(in_assessment.pk, "GOV-01", PHRASE, by=acting(assessor))
    entry = Entry.objects.get(act="note.written")
    assert entry.organisation_id == in_assessment.body_id
    for each in Entry.objects.values():
        assert PHRASE not in json.dumps(each, default=str)


def test_it_never_reaches_the_member_or_the_report(
    client: Client,
    in_assessment: Engagement,
    people: dict[str, User],
) -> None:
    """Every page that the member's owner, viewer and signatory can come to, and what is reported."""
    write_note(in_assessment.pk, "GOV-01", PHRASE, by=acting(people["assessor"]))
    assess_everything(in_assessment, people["assessor"], people["reviewer"])
    make_recommendation(in_assessment, people["lead"], people["signatory"])
    decision = make_decision(in_assessment, people["decision_maker"])
    assert PHRASE not in repr(assessed_of(decision))
    for who in ("owner", "viewer", "signatory"):
        sign_in(client, people[who])
        read = everything_from(client, "/", f"/engagements/{in_assessment.pk}/")
        assert any("/result/" in each for each in read)
        assert [each for each, text in read.items() if PHRASE in text] == []


@pytest.fixture
def people(
    owner: User,
    viewer: User,
    signatory: User,
    assessor: User,
    reviewer: User,
    lead: User,
    decision_maker: User,
) -> dict[str, User]:
    return {
        "owner": owner,
        "viewer": viewer,
        "signatory": signatory,
        "assessor": assessor,
        "reviewer": reviewer,
        "lead": lead,
        "decision_maker": decision_maker,
    }


PUBLIC = ("/principles", "/crosswalk", "/verify", "/about", "/api", "/static", "/accounts", "/log")


def everything_from(client: Client, *starts: str) -> dict[str, str]:
    """The text of every page that links lead to; one for each kind of address, of this room all."""
    waiting, read, kinds = list(starts), {}, set()
    while waiting:
        at = waiting.pop().partition("#")[0]
        kind = at if "/engagements/" in at else re.sub(r"[A-Z]{3}-\d\d|[0-9a-f-]{36}", "…", at)
        if at in read or kind in kinds or at.startswith(PUBLIC):
            continue
        kinds.add(kind)
        response = client.get(at, follow=True)
        if "text/html" not in response.get("Content-Type", ""):
            continue
        read[at] = response.text
        waiting += re.findall(r'(?:href|data-fragment)="(/[^"]*)"', response.text)
    return read


@pytest.mark.django_db(transaction=True)
def test_a_person_taken_off_meanwhile_writes_nothing(
    in_assessment: Engagement, assessor: User, body_admin: User
) -> None:
    def taken_off() -> object:
        person = locked(in_assessment.pk).people.get(user=assessor)
        return removed_person(person, "She moved on.", by=acting(body_admin), at=now())

    second_waits(
        taken_off,
        lambda: write_note(in_assessment.pk, "GOV-01", PHRASE, by=acting(assessor)),
        refused=NotNamed,
    )
    assert not WorkingNote.objects.exists()
