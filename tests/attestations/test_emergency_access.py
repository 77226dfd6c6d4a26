"""Emergency access: two people, some hours, reading only, and the member is told at once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.actor import SecondFactorNeeded
from accounts.messages import Message
from accounts.models import User
from attestations import emergency as acts
from attestations.emergency import EmergencyRefused
from attestations.emergency_rows import EmergencyAccess
from attestations.emergency_status import WrongEmergencyStatus
from attestations.models import Answer, Attestation, Evidence, EvidenceAccess, Grant
from attestations.refusing import SamePerson
from desk.task import Task
from desk.waiting import waiting_for
from journal.models import Entry
from organisations.models import Membership, Organisation
from organisations.permissions import Permission, Role
from tests.attestations.pieces import WORDS, made
from tests.people import acting, person, sign_in
from tests.races import second_waits

P = Permission
WHY = "The page of GOV-01 fails for the member, and the logs do not say why."
READS = (P.ATTESTATION_READ, P.ANSWERS_READ, P.EVIDENCE_READ)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def vault(settings, tmp_path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def second(alliance: Organisation) -> User:
    return person(alliance, Role.OPERATOR, "Orla Operator")


@pytest.fixture
def asked(draft: Attestation, operator: User) -> EmergencyAccess:
    return acts.ask_access(draft.pk, WHY, 2, by=acting(operator))


@pytest.fixture
def opened(asked: EmergencyAccess, registrar: User) -> EmergencyAccess:
    return acts.grant_access(asked.attestation_id, asked.pk, by=acting(registrar))


@pytest.fixture
def piece(member: Organisation, owner: User, draft: Attestation) -> Evidence:
    piece = made(member, owner, WORDS)
    draft.answers.first().evidence_links.create(evidence=piece)
    return piece


def reads(user: User, attestation: Attestation) -> set[Permission]:
    rows = Attestation.objects.filter(pk=attestation.pk)
    return {each for each in Permission if rows.where_user_may(each, acting(user)).exists()}


def address(piece: Evidence) -> str:
    return reverse("attestations:piece", args=[piece.organisation.slug, piece.pk])


def of(attestation: Attestation, name: str = "attestation", *rest: str) -> str:
    return reverse(f"attestations:{name}", args=[attestation.pk, *rest])


def test_it_works(
    client: Client,
    draft: Attestation,
    piece: Evidence,
    operator: User,
    registrar: User,
    owner: User,
    signatory: User,
) -> None:
    sign_in(client, operator)
    assert client.get(of(draft)).status_code == 404
    sent = {"attestation": str(draft.pk), "reason": WHY, "hours": "2"}
    page = client.post(reverse("attestations:emergency_ask"), sent, follow=True)
    assert "Registrars and the other operators are asked." in page.text
    one = EmergencyAccess.objects.get()
    assert client.get(of(draft)).status_code == 404
    told = Message.objects.get(to=registrar)
    assert draft.scope.title not in told.text + told.subject  # it may be unpublished
    sign_in(client, registrar)
    assert WHY in client.get(told.path).text
    page = client.post(reverse("attestations:emergency_grant", args=[one.pk]), follow=True)
    assert "The member has been told." in page.text
    sign_in(client, operator)
    for path in (of(draft), of(draft, "question", "GOV-01"), of(draft, "principle", "GOV")):
        assert client.get(path).status_code == 200, path
    assert client.get(of(draft, "check")).status_code == 200
    assert WORDS.decode().strip() not in client.get(of(draft)).text
    assert client.get(address(piece)).status_code == 200
    look = EvidenceAccess.objects.get()
    assert (look.user, look.organisation.name) == (operator, "The Alliance")
    sign_in(client, owner)
    page = client.get(of(draft)).text
    for words in (WHY, "Oskar Operator", "Rita Registrar", "Open"):
        assert words in page
    for who in (owner, signatory):
        message = Message.objects.get(to=who, act="attestation.glass_broken")
        for words in (WHY, "Oskar Operator", "Rita Registrar", "UTC", draft.scope.title):
            assert words in message.text
        assert message.delivery == "waiting"


def test_it_opens_reading_and_nothing_else(opened: EmergencyAccess, operator: User) -> None:
    assert reads(operator, opened.attestation) == set(READS)
    readable = Answer.objects.where_user_may(P.ANSWERS_READ, acting(operator))
    assert readable.count() == opened.attestation.answers.count()


def test_it_stands_on_the_desk_of_whoever_may_answer(
    client: Client, asked: EmergencyAccess, operator: User, second: User, registrar: User
) -> None:
    def tasks(user: User) -> list[Task]:
        return [each for each in waiting_for(acting(user)) if "emergency" in each.what]

    assert tasks(operator) == []  # she asked for it herself
    for user in (second, registrar):
        (task,) = tasks(user)
        assert task.what == "Grant or decline emergency access"
        assert task.url == reverse("attestations:emergency", args=[asked.pk])
        assert task.progress.startswith("Oskar Operator asks for 2 hours, to be answered until ")
        for closed in (asked.attestation.scope.title, asked.attestation.scope.organisation.name):
            assert closed not in f"{task}"  # it may be unpublished
    sign_in(client, registrar)
    assert "Oskar Operator</bdi> asks for 2 hours" in client.get(reverse("secretariat")).text
    acts.decline_access(asked.attestation_id, asked.pk, "Read the logs.", by=acting(second))
    assert tasks(registrar) == []
    assert "Oskar Operator" not in client.get(reverse("secretariat")).text


def test_what_nobody_answers_leaves_the_desk(asked: EmergencyAccess, registrar: User) -> None:
    waiting = EmergencyAccess.objects.to_answer_by
    assert list(waiting(acting(registrar), at=asked.until - timedelta(seconds=1))) == [asked]
    assert list(waiting(acting(registrar), at=asked.until)) == []


def test_of_one_attestation(
    opened: EmergencyAccess, operator: User, second: User, registrar: User
) -> None:
    mine = Attestation.objects.where_user_may(P.ANSWERS_READ, acting(operator))
    assert list(mine) == [opened.attestation]
    assert reads(second, opened.attestation) == set()
    assert reads(registrar, opened.attestation) == set()


def test_every_link_of_the_page_leads_somewhere(
    client: Client, opened: EmergencyAccess, operator: User
) -> None:
    sign_in(client, operator)
    page = client.get(of(opened.attestation)).text
    found = {part.split('"')[0] for part in page.split('href="/attestations/')[1:]}
    found |= {
        f"../evidence/{part.split(chr(34))[0]}" for part in page.split('href="/evidence/')[1:]
    }
    questions = sorted(each for each in found if "/criteria/" in each)
    found -= set(questions[1:])
    wrong = [each for each in found if client.get(f"/attestations/{each}").status_code != 200]
    assert len(found) > 5
    assert wrong == []


def test_what_is_for_the_member_only_stays_closed(
    opened: EmergencyAccess, member: Organisation, owner: User, operator: User
) -> None:
    piece = made(member, owner, WORDS, disclosure="member")
    opened.attestation.answers.first().evidence_links.create(evidence=piece)
    assert not Evidence.objects.where_user_may(P.EVIDENCE_READ, acting(operator)).exists()


def test_it_is_over_when_the_hours_are(opened: EmergencyAccess, operator: User) -> None:
    assert opened.until - opened.decided_at == timedelta(hours=2)
    past = now() - timedelta(hours=3)
    Grant.objects.filter(because=opened.because).update(
        starts_at=past, ends_at=past + timedelta(hours=2)
    )
    assert reads(operator, opened.attestation) == set()


def test_it_is_over_with_the_role(opened: EmergencyAccess, operator: User) -> None:
    Membership.objects.filter(user=operator).update(ended_at=now())
    assert reads(operator, opened.attestation) == set()


@pytest.mark.parametrize("who", ["operator", "registrar"])
def test_either_of_the_two_ends_it(
    who: str,
    client: Client,
    opened: EmergencyAccess,
    owner: User,
    operator: User,
    request: pytest.FixtureRequest,
) -> None:
    sign_in(client, request.getfixturevalue(who))
    page = client.post(reverse("attestations:emergency_end", args=[opened.pk]), follow=True)
    assert "It is ended." in page.text
    assert reads(operator, opened.attestation) == set()
    assert Message.objects.filter(to=owner, act="attestation.glass_ended").exists()
    sign_in(client, owner)
    assert "Ended early" in client.get(of(opened.attestation)).text


def test_nobody_else_ends_it(client: Client, opened: EmergencyAccess, second: User) -> None:
    sign_in(client, second)
    page = client.post(reverse("attestations:emergency_end", args=[opened.pk]), follow=True)
    assert "Only whoever asked for it or granted it ends it." in page.text
    opened.refresh_from_db()
    assert opened.status == "open"


def test_another_operator_grants_it(asked: EmergencyAccess, second: User, operator: User) -> None:
    acts.grant_access(asked.attestation_id, asked.pk, by=acting(second))
    assert reads(operator, asked.attestation) == set(READS)


def test_whoever_asked_does_not_answer(
    client: Client, asked: EmergencyAccess, operator: User
) -> None:
    sign_in(client, operator)
    page = client.post(reverse("attestations:emergency_grant", args=[asked.pk]))
    assert page.status_code == 422
    assert "You asked for it." in page.text
    assert reads(operator, asked.attestation) == set()
    refused = Entry.objects.get(act="attestation.act_refused")
    assert refused.facts == {"act": "attestation.glass_broken"}
    with pytest.raises(IntegrityError, match="by_two_people"), transaction.atomic():
        EmergencyAccess.objects.update(decided_by=operator)


def test_nor_does_another_account_of_hers(
    asked: EmergencyAccess, alliance: Organisation, operator: User
) -> None:
    other = User.objects.create_user("oskar.operator+2@people.example", name="Oskar Again")
    alliance.memberships.create(user=other, role=Role.REGISTRAR)
    with pytest.raises(SamePerson):
        acts.grant_access(asked.attestation_id, asked.pk, by=acting(other))
    with pytest.raises(SamePerson):
        acts.decline_access(asked.attestation_id, asked.pk, "No.", by=acting(other))
    assert reads(operator, asked.attestation) == set()


def test_it_is_declined_with_a_reason(
    client: Client, asked: EmergencyAccess, registrar: User, operator: User, owner: User
) -> None:
    sign_in(client, registrar)
    decline = reverse("attestations:emergency_decline", args=[asked.pk])
    page = client.post(decline, {"reason": " "})
    assert (page.status_code, page.text.count("Write why it is declined.")) == (422, 2)
    assert "There is a problem" in page.text
    assert "<title>Error: " in page.text
    client.post(decline, {"reason": "The logs do say why."})
    assert reads(operator, asked.attestation) == set()
    message = Message.objects.get(to=operator)
    assert "The logs do say why." in message.text
    assert not Message.objects.filter(to=owner).exists()
    with pytest.raises(WrongEmergencyStatus, match="declined"):
        acts.grant_access(asked.attestation_id, asked.pk, by=acting(registrar))


def test_what_nobody_answers_lapses(asked: EmergencyAccess, registrar: User) -> None:
    EmergencyAccess.objects.update(until=now())
    with pytest.raises(WrongEmergencyStatus, match="not answered in time"):
        acts.grant_access(asked.attestation_id, asked.pk, by=acting(registrar))


def test_asking_and_granting_need_a_fresh_factor(
    asked: EmergencyAccess, operator: User, registrar: User
) -> None:
    with pytest.raises(SecondFactorNeeded):
        acts.ask_access(asked.attestation_id, WHY, 1, by=acting(operator, second_factor=False))
    weak = acting(registrar, second_factor=False)
    with pytest.raises(SecondFactorNeeded):
        acts.grant_access(asked.attestation_id, asked.pk, by=weak)


@pytest.mark.parametrize("hours", [0, -1, 25])
def test_hours_have_a_limit(hours: int, client: Client, draft: Attestation, operator: User) -> None:
    with pytest.raises(EmergencyRefused, match="between 1 and 24"):
        acts.ask_access(draft.pk, WHY, hours, by=acting(operator))
    sign_in(client, operator)
    sent = {"attestation": str(draft.pk), "reason": WHY, "hours": str(hours)}
    page = client.post(reverse("attestations:emergency_ask"), sent)
    assert page.status_code == 422
    assert "between 1 and 24" in page.text
    assert WHY in page.text


def test_asking_needs_a_reason_and_an_attestation_and_is_done_once(
    draft: Attestation, operator: User
) -> None:
    by = acting(operator)
    with pytest.raises(EmergencyRefused, match="word for word"):
        acts.ask_access(draft.pk, " ", 1, by=by)
    with pytest.raises(EmergencyRefused, match="no attestation with this id"):
        acts.ask_access(uuid4(), WHY, 1, by=by)
    acts.ask_access(draft.pk, WHY, 1, by=by)
    with pytest.raises(EmergencyRefused, match="already"):
        acts.ask_access(draft.pk, WHY, 1, by=by)


def test_roles_are_asked_again_under_the_lock(
    asked: EmergencyAccess, draft: Attestation, operator: User, registrar: User, second: User
) -> None:
    Membership.objects.filter(user__in=[operator, second]).update(ended_at=now())
    with pytest.raises(EmergencyRefused, match="no operator any more"):
        acts.grant_access(draft.pk, asked.pk, by=acting(registrar))
    with pytest.raises(EmergencyRefused, match="has ended"):
        acts.grant_access(draft.pk, asked.pk, by=acting(second))
    with pytest.raises(EmergencyRefused, match="has ended"):
        acts.ask_access(draft.pk, WHY, 1, by=acting(operator))


def test_everything_stands_in_the_members_journal(
    client: Client, opened: EmergencyAccess, member: Organisation, operator: User, second: User
) -> None:
    acts.end_access(opened.attestation_id, opened.pk, by=acting(operator))
    again = acts.ask_access(opened.attestation_id, WHY, 1, by=acting(operator))
    acts.decline_access(opened.attestation_id, again.pk, "No.", by=acting(second))
    rows = Entry.objects.filter(act__startswith="attestation.glass").order_by("id")
    assert [each.act.rpartition("_")[2] for each in rows] == [
        "asked",
        "broken",
        "ended",
        "asked",
        "declined",
    ]
    assert {each.organisation_id for each in rows} == {member.pk}
    assert {each.object_id for each in rows} == {str(opened.attestation_id)}
    assert rows[1].reason == WHY
    assert rows[1].facts["until"] == opened.until.isoformat()


@pytest.mark.django_db(transaction=True)
def test_two_people_grant_and_one_comes_second(
    asked: EmergencyAccess, registrar: User, second: User
) -> None:
    one = (asked.attestation_id, asked.pk)
    second_waits(
        lambda: acts.granted(*one, by=acting(registrar), at=now()),
        lambda: acts.grant_access(*one, by=acting(second)),
        refused=WrongEmergencyStatus,
        match="open",
    )
    assert Grant.objects.filter(because=asked.because).count() == len(READS)


@pytest.mark.django_db(transaction=True)
def test_what_was_ended_meanwhile_is_not_granted(
    asked: EmergencyAccess, registrar: User, operator: User
) -> None:
    one = (asked.attestation_id, asked.pk)
    second_waits(
        lambda: acts.ended(*one, by=acting(operator), at=now()),
        lambda: acts.grant_access(*one, by=acting(registrar)),
        refused=WrongEmergencyStatus,
        match="ended early",
    )
    assert reads(operator, asked.attestation) == set()
