"""Each act on an attestation tells whom it hands over to, and nobody else, in its transaction."""

import string
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.messages import Message
from accounts.models import User
from accounts.posting import post
from attestations import cancellation, closing, delegation, intake, readiness, submission
from attestations.handovers import HANDOVERS, SILENT
from attestations.models import Attestation
from journal.acts import ACTS
from organisations.handover import Whom
from organisations.inbox import still_held
from tests.handing import handed, strings, told
from tests.people import acting, person, sign_in
from tests.security.world import SECRET

FACTS = {"attestation", "scope", "member", "count", "until"}
OF_AN_EMERGENCY = {"access", "who", "second", "why"}
COLLEAGUES = ("owner", "editor", "signatory", "viewer", "contributor", "registrar", "other_owner")


@pytest.fixture
def everybody(request: pytest.FixtureRequest) -> dict[str, User]:
    return {name: request.getfixturevalue(name) for name in COLLEAGUES}


def test_it_works(everybody: dict[str, User], filled: Attestation) -> None:
    with transaction.atomic():
        readiness.made_ready(filled.pk, {}, by=acting(everybody["editor"]), at=now())
    assert told("attestation.made_ready") == {"Sven": "Read and sign: Cloud services"}
    message = Message.objects.get()
    assert message.path == reverse("attestations:sign", args=[filled.pk])
    assert message.told_as == "signatory of North Harbour Cloud"


def test_every_act_is_in_the_table_or_silent() -> None:
    acts = {act for act in ACTS if act.startswith("attestation.")}
    known = {act for act in strings("attestations") if act in acts}
    assert not HANDOVERS.keys() & SILENT.keys()
    silent = sorted(known - HANDOVERS.keys() - SILENT.keys())
    assert not silent, f"Say in the table whom it tells, or in SILENT why nobody. {silent}"
    assert HANDOVERS.keys() | SILENT.keys() <= acts


def test_what_is_in_the_table_is_handed_over() -> None:
    assert handed("attestations") == set(HANDOVERS)


def test_sentences_name_facts_that_there_are() -> None:
    for act, rows in HANDOVERS.items():
        for row in rows:
            for text in (row.subject, row.text, row.path):
                named = {name for _, name, _, _ in string.Formatter().parse(text) if name}
                more = OF_AN_EMERGENCY if ".glass_" in act else set()
                assert named <= FACTS | more, act
            assert row.path.startswith("/")


def test_who_makes_it_ready_is_not_told(everybody: dict[str, User], filled: Attestation) -> None:
    both = person(filled.scope.organisation, None, "Berta Both")
    for role in ("editor", "signatory"):
        both.memberships.create(organisation=filled.scope.organisation, role=role)
    with transaction.atomic():
        readiness.made_ready(filled.pk, {}, by=acting(both), at=now())
    assert set(told("attestation.made_ready")) == {"Sven"}


def test_submitted(everybody: dict[str, User], submitted: Attestation) -> None:
    assert told("attestation.submitted") == {
        "Rita": "Check for completeness: Cloud services, North Harbour Cloud",
        "Olga": "Signed and submitted: Cloud services",
        "Emil": "Signed and submitted: Cloud services",
    }


@pytest.mark.parametrize(("many", "words"), [(1, "1 item"), (3, "3 items")])
def test_returned(
    many: int, words: str, everybody: dict[str, User], submitted: Attestation
) -> None:
    items = [{"criterion": "", "text": f"{SECRET} {number} is missing."} for number in range(many)]
    with transaction.atomic():
        intake.returned(submitted.pk, items, by=acting(everybody["registrar"]), at=now())
    assert set(told("attestation.returned")) == {"Olga", "Emil", "Sven"}
    rows = Message.objects.filter(act="attestation.returned")
    assert all(words in row.text for row in rows)
    assert not [row for row in rows if SECRET in row.text + row.subject]
    mine = Message.objects.get(to=everybody["registrar"])
    assert mine.taken_back_at is not None


def test_accepted(everybody: dict[str, User], accepted: Attestation) -> None:
    assert set(told("attestation.accepted")) == {"Olga", "Emil", "Sven"}
    assert Message.objects.get(to=everybody["registrar"]).taken_back_at is None


def test_recalled(everybody: dict[str, User], submitted: Attestation) -> None:
    with transaction.atomic():
        submission.recalled(submitted.pk, "A mistake.", by=acting(everybody["signatory"]), at=now())
    assert set(told("attestation.recalled")) == {"Olga", "Emil"}
    assert Message.objects.get(to=everybody["registrar"]).taken_back_at is not None


def test_reopened(everybody: dict[str, User], ready: Attestation) -> None:
    with transaction.atomic():
        readiness.reopened(ready.pk, "A mistake.", by=acting(everybody["signatory"]), at=now())
    assert set(told("attestation.reopened")) == {"Olga", "Emil"}


def test_closed_and_cancelled(everybody: dict[str, User], accepted: Attestation) -> None:
    with transaction.atomic():
        closing.closed_as_declared(accepted.pk, by=acting(everybody["owner"]), at=now())
    assert set(told("attestation.closed_declared")) == {"Emil", "Sven"}


def test_cancelled(everybody: dict[str, User], submitted: Attestation) -> None:
    with transaction.atomic():
        cancellation.cancelled(submitted.pk, "No.", by=acting(everybody["owner"]), at=now())
    assert set(told("attestation.cancelled")) == {"Emil", "Sven"}
    assert Message.objects.get(to=everybody["registrar"]).taken_back_at is not None


def test_delegated(everybody: dict[str, User], draft: Attestation) -> None:
    by, cora = acting(everybody["owner"]), everybody["contributor"]

    def delegate(codes: list[str], due: date | None = None) -> None:
        with transaction.atomic():
            delegation.delegated(
                draft.pk, cora.pk, codes, by=by, at=now(), told=delegation.Told("", due)
            )

    delegate(["GOV-01"])
    delegate(["GOV-01", "GOV-02"], date(2030, 3, 1))
    first, second = cora.messages.order_by("pk")
    assert first.taken_back_at is not None
    assert (second.subject, second.taken_back_at) == ("Answer 2 criteria: Cloud services", None)
    assert second.text.endswith("wait for your answers, by 1 March 2030.")
    delegate([])
    second.refresh_from_db()
    assert second.taken_back_at is not None
    assert Message.objects.count() == 2


def test_the_same_act_again_is_told_again(everybody: dict[str, User], ready: Attestation) -> None:
    by = acting(everybody["editor"])
    with transaction.atomic():
        readiness.reopened(ready.pk, "A mistake.", by=by, at=now())
        readiness.made_ready(ready.pk, {}, by=by, at=now() + timedelta(seconds=1))
    assert everybody["signatory"].messages.filter(act="attestation.made_ready").count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_told_to_nobody(
    everybody: dict[str, User], filled: Attestation
) -> None:
    with transaction.atomic():
        readiness.made_ready(filled.pk, {}, by=acting(everybody["editor"]), at=now())
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_telling_is_two_statements(everybody: dict[str, User], filled: Attestation) -> None:
    from attestations.handing_over import handed_over

    one = Attestation.objects.select_related("scope__organisation").get(pk=filled.pk)
    by = acting(everybody["editor"])
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        handed_over("attestation.submitted", one, by=by, at=now())
    assert len(asked) == 2


@pytest.mark.django_db(transaction=True)
def test_the_letter_leads_to_the_page(client: Client, everybody: dict[str, User], ready) -> None:
    post(at=now(), entitled=still_held(now()))
    (letter,) = [each for each in mail.outbox if each.to == [everybody["signatory"].email]]
    message = everybody["signatory"].messages.get()
    assert f"/inbox/{message.pk}/" in letter.body
    sign_in(client, everybody["signatory"])
    page = client.get(f"/inbox/{message.pk}/", follow=True)
    assert page.redirect_chain == [(reverse("attestations:sign", args=[ready.pk]), 302)]
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("who", "sees", "unseen"),
    [
        (
            "owner",
            ["Sven Signatory (signatory of", "registrar of The Alliance"],
            ["Rita Registrar"],
        ),
        ("registrar", ["Rita Registrar (registrar of"], ["Sven Signatory (", "Read and sign"]),
    ],
)
def test_who_was_told_stands_on_the_page(
    who: str,
    sees: list[str],
    unseen: list[str],
    client: Client,
    everybody: dict[str, User],
    submitted: Attestation,
) -> None:
    sign_in(client, everybody[who])
    page = client.get(reverse("attestations:attestation", args=[submitted.pk]), follow=True).text
    section = page.split("Who was told", 1)[1].split("</details>", 1)[0]
    assert [words for words in sees if words not in section] == []
    assert [words for words in unseen if words in section] == []
    assert "Waiting to be sent." in section


def test_a_contributor_does_not_see_who_was_told(
    client: Client, everybody: dict[str, User], draft: Attestation
) -> None:
    with transaction.atomic():
        delegation.delegated(
            draft.pk,
            everybody["contributor"].pk,
            ["GOV-01"],
            by=acting(everybody["owner"]),
            at=now(),
        )
    sign_in(client, everybody["contributor"])
    page = client.get(reverse("attestations:attestation", args=[draft.pk]))
    assert page.status_code == 200
    assert "Who was told" not in page.text


def test_everybody_a_row_names_is_known() -> None:
    assert {whom for rows in HANDOVERS.values() for row in rows for whom in row.to} <= set(Whom)
