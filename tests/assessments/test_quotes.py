"""A member asks several bodies for quotes, compares and chooses one; the others are let go."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.messages import Message
from accounts.models import User
from assessments.accreditation import NotAccredited
from assessments.choosing import ChoiceRefused, choose_quote, chosen
from assessments.engagement import RequestRefused, decline, request_assessment, withdraw
from assessments.models import Engagement, Quote, QuoteChoice
from assessments.quoting import (
    Asking,
    Priced,
    QuoteRefused,
    ask_for_quotes,
    asked_for_quotes,
    give_quote,
    quoted,
)
from assessments.reminding import reminded
from assessments.status import EngagementStatus, WrongEngagementStatus
from assessments.tasks import look
from attestations.models import Attestation
from attestations.submission import recall
from desk.waiting import waiting_for
from journal.models import Entry
from organisations.models import Accreditation, Organisation
from organisations.permissions import Role
from tests.handing import told
from tests.kept import kept
from tests.people import acting, person, sign_in
from tests.races import second_waits

TODAY = now().date()
SOON = Asking(TODAY + timedelta(days=14), "Two sites, in Portuguese.")


def priced(**changes: Any) -> Priced:
    facts: dict[str, Any] = {
        "price": Decimal("9500.00"),
        "currency": "EUR",
        "days": 12,
        "earliest_start": TODAY + timedelta(days=20),
        "valid_until": TODAY + timedelta(days=30),
        "note": "Without travel.",
    }
    return Priced(**(facts | changes))


@kept
def rival_admin(other_body: Organisation) -> User:
    Accreditation.objects.create(
        body=other_body,
        layers=["cloud", "ai"],
        valid_from=TODAY,
        valid_until=TODAY + timedelta(days=90),
    )
    return person(other_body, Role.BODY_ADMIN, "Rosa Rival")


@kept
def two_asked(
    accepted: Attestation,
    owner: User,
    body: Organisation,
    other_body: Organisation,
    body_admin: User,
    rival_admin: User,
) -> list[Engagement]:
    with transaction.atomic():
        bodies = [body.pk, other_body.pk]
        return asked_for_quotes(accepted.pk, bodies, SOON, by=acting(owner), at=now())


@kept
def two_quotes(two_asked: list[Engagement], body_admin: User, rival_admin: User) -> list[Quote]:
    mine, theirs = two_asked
    with transaction.atomic():
        return [
            quoted(mine.pk, priced(), by=acting(body_admin), at=now()),
            quoted(theirs.pk, priced(price=Decimal(8000)), by=acting(rival_admin), at=now()),
        ]


def test_it_works(
    client: Client,
    accepted: Attestation,
    owner: User,
    body: Organisation,
    other_body: Organisation,
    body_admin: User,
    rival_admin: User,
) -> None:
    sign_in(client, owner)
    ask = reverse("assessments:ask_quotes", args=[accepted.pk])
    said = {
        "bodies": [body.pk, other_body.pk],
        "note": "Two sites.",
        "answer_by": SOON.answer_by.isoformat(),
    }
    assert "2 bodies have been asked for a quote" in client.post(ask, said, follow=True).text
    assert set(told("engagement.quote_asked")) == {"Bela", "Rosa"}
    for admin, price in ((body_admin, "9500"), (rival_admin, "8000,00")):
        sign_in(client, admin)
        [task] = [each for each in waiting_for(acting(admin)) if "Quote" in each.what]
        page = client.get(task.url).text
        assert "Two sites." in page
        assert "Layers: Cloud and data-centre infrastructure, Artificial intelligence" in page
        form = reverse("assessments:quote", args=[task.url.split("/")[2]])
        typed = {
            "price": price,
            "currency": "eur",
            "days": 12,
            "earliest_start": TODAY.isoformat(),
            "valid_until": TODAY.isoformat(),
            "note": "",
        }
        unclear = client.post(form, typed | {"price": "9,500"})
        assert "Enter an amount without separators" in unclear.text
        assert "has gone to the member" in client.post(form, typed, follow=True).text
    sign_in(client, owner)
    page = client.get(reverse("assessments:quotes", args=[accepted.pk])).text
    assert "9\u202f500.00 EUR" in page
    assert "8\u202f000.00 EUR" in page
    cheap = accepted.engagements.get(body=other_body)
    url = reverse("assessments:choose", args=[cheap.pk, 1])
    check = client.get(url).text  # nothing is chosen by looking
    assert f"{body.name}</bdi> is closed at the same time" in check
    assert cheap.status == accepted.engagements.get(body=other_body).status
    assert f"You have chosen {other_body.name}" in client.post(url, follow=True).text
    assert dict(accepted.engagements.values_list("body__slug", "status")) == {
        other_body.slug: "requested",
        body.slug: "not_chosen",
    }
    assert set(told("engagement.chosen")) == {"Rosa"}
    assert set(told("engagement.passed_over")) == {"Bela"}
    assert Entry.objects.filter(act="engagement.chosen").count() == 1


def test_bodies_see_neither_one_another_nor_prices(
    client: Client,
    accepted: Attestation,
    two_quotes: list[Quote],
    body: Organisation,
    body_admin: User,
    rival_admin: User,
) -> None:
    mine, theirs = two_quotes
    sign_in(client, body_admin)
    page = client.get(reverse("assessments:engagement", args=[mine.engagement_id])).text
    assert "9\u202f500.00" in page
    for word in ("8\u202f000", "Far Shore", "Rosa"):
        assert word not in page
    hidden = [
        reverse("assessments:engagement", args=[theirs.engagement_id]),
        reverse("assessments:quote", args=[theirs.engagement_id]),
        reverse("assessments:quotes", args=[accepted.pk]),
    ]
    for url in hidden:
        assert client.get(url).status_code == 404
    assert (
        client.post(reverse("assessments:choose", args=[mine.engagement_id, 1])).status_code == 404
    )
    assert "Far Shore" not in client.get(reverse("assessments:list")).text


def test_the_other_is_not_told_who_was_chosen(
    client: Client, owner: User, body_admin: User, two_quotes: list[Quote]
) -> None:
    mine, theirs = two_quotes
    choose_quote(theirs.pk, by=acting(owner))
    sign_in(client, body_admin)
    page = client.get(reverse("assessments:engagement", args=[mine.engagement_id])).text
    assert "The member chose another body." in page
    assert "Far Shore" not in page


@pytest.mark.parametrize("who", ["viewer", "editor", "other_owner", "registrar", "rival_admin"])
def test_the_pages_do_not_exist_for_others(
    who: str, client: Client, accepted: Attestation, two_quotes: list[Quote], request: Any
) -> None:
    sign_in(client, request.getfixturevalue(who))
    for name in ("quotes", "ask_quotes"):
        assert client.get(reverse(f"assessments:{name}", args=[accepted.pk])).status_code == 404
    url = reverse("assessments:choose", args=[two_quotes[0].engagement_id, 1])
    assert client.post(url).status_code == client.get(url).status_code == 404
    if who == "viewer":  # she reads the engagement, and no price in it
        page = client.get(reverse("assessments:engagement", args=[two_quotes[0].engagement_id]))
        assert "9\u202f500" not in page.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"valid_until": TODAY - timedelta(days=1)}, "run out already"),
        ({"earliest_start": TODAY - timedelta(days=1)}, "in the past"),
        ({"price": Decimal(-1)}, "Give a price"),
        ({"days": 0}, "Give a price"),
    ],
)
def test_a_quote_must_make_sense(
    changes: dict[str, Any], sentence: str, two_asked: list[Engagement], body_admin: User
) -> None:
    with pytest.raises(QuoteRefused, match=sentence):
        give_quote(two_asked[0].pk, priced(**changes), by=acting(body_admin))
    assert not Quote.objects.exists()


def test_what_was_read_is_chosen(
    owner: User, body_admin: User, two_quotes: list[Quote], accepted: Attestation
) -> None:
    mine = two_quotes[0]
    again = give_quote(mine.engagement_id, priced(price=Decimal(12000)), by=acting(body_admin))
    with pytest.raises(ChoiceRefused, match="has quoted again"):
        choose_quote(mine.pk, by=acting(owner))
    choose_quote(again.pk, by=acting(owner))
    assert QuoteChoice.objects.get().quote == again


def test_a_quote_that_has_run_out_is_not_chosen(owner: User, two_quotes: list[Quote]) -> None:
    later = now() + timedelta(days=31)
    with pytest.raises(ChoiceRefused, match="has run out"), transaction.atomic():
        chosen(two_quotes[0].pk, by=acting(owner), at=later)


def test_nobody_chooses_a_body_whose_accreditation_is_gone(
    owner: User, two_quotes: list[Quote], body: Organisation
) -> None:
    Accreditation.objects.filter(body=body).update(withdrawn_at=now())
    with pytest.raises(NotAccredited):
        choose_quote(two_quotes[0].pk, by=acting(owner))
    choose_quote(two_quotes[1].pk, by=acting(owner))


def test_a_body_of_the_same_group_is_refused(
    owner: User, two_quotes: list[Quote], body: Organisation, member: Organisation
) -> None:
    Organisation.objects.filter(pk__in=[body.pk, member.pk]).update(group="Harbour Group")
    with pytest.raises(ChoiceRefused, match="same group"):
        choose_quote(two_quotes[0].pk, by=acting(owner))


def test_one_declines_and_the_other_goes_on(
    accepted: Attestation, owner: User, body_admin: User, two_asked: list[Engagement]
) -> None:
    mine, theirs = two_asked
    decline(mine.pk, "No time.", by=acting(body_admin))
    accepted.refresh_from_db()
    assert accepted.engagement_open
    withdraw(theirs.pk, "We wait.", by=acting(owner))
    accepted.refresh_from_db()
    assert not accepted.engagement_open


def test_nobody_is_asked_twice_nor_beside_the_chosen_one(
    accepted: Attestation, owner: User, two_quotes: list[Quote], body: Organisation
) -> None:
    with pytest.raises(RequestRefused, match="asked already"):
        ask_for_quotes(accepted.pk, [body.pk], SOON, by=acting(owner))
    with pytest.raises(RequestRefused, match="asked already"):
        request_assessment(accepted.pk, body.pk, by=acting(owner))
    choose_quote(two_quotes[1].pk, by=acting(owner))
    with pytest.raises(RequestRefused, match="chosen already"):
        ask_for_quotes(accepted.pk, [body.pk], SOON, by=acting(owner))


def test_all_or_none_are_asked(
    accepted: Attestation, owner: User, body: Organisation, other_body: Organisation
) -> None:
    with pytest.raises(RequestRefused, match="not accredited"):
        ask_for_quotes(accepted.pk, [body.pk, other_body.pk], SOON, by=acting(owner))
    assert not accepted.engagements.exists()
    with pytest.raises(RequestRefused, match="one body or more"):
        ask_for_quotes(accepted.pk, [], SOON, by=acting(owner))
    with pytest.raises(RequestRefused, match="is over"):
        ask_for_quotes(accepted.pk, [body.pk], Asking(TODAY - timedelta(days=1)), by=acting(owner))


def test_a_recall_ends_them_all(
    accepted: Attestation, signatory: User, two_quotes: list[Quote]
) -> None:
    recall(accepted.pk, "An error.", by=acting(signatory))
    look()
    assert set(accepted.engagements.values_list("status", flat=True)) == {"withdrawn"}


def test_the_database_lets_one_beyond_the_choice(two_quotes: list[Quote]) -> None:
    ids = [each.engagement_id for each in two_quotes]
    with pytest.raises(IntegrityError), transaction.atomic():
        Engagement.objects.filter(pk__in=ids).update(status=EngagementStatus.REQUESTED)


def test_quotes_are_only_added(two_quotes: list[Quote]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Quote.objects.update(price=1)


@pytest.mark.django_db(transaction=True)
def test_of_two_choices_one_wins(
    owner: User, signatory: User, accepted: Attestation, two_quotes: list[Quote]
) -> None:
    second_waits(
        lambda: chosen(two_quotes[0].pk, by=acting(owner), at=now()),
        lambda: choose_quote(two_quotes[1].pk, by=acting(signatory)),
        refused=WrongEngagementStatus,
    )
    statuses = sorted(accepted.engagements.values_list("status", flat=True))
    assert statuses == ["not_chosen", "requested"]


@pytest.mark.django_db(transaction=True)
def test_who_declines_waits_for_the_choice(
    owner: User, body_admin: User, two_quotes: list[Quote]
) -> None:
    second_waits(
        lambda: chosen(two_quotes[1].pk, by=acting(owner), at=now()),
        lambda: decline(two_quotes[0].engagement_id, "No time.", by=acting(body_admin)),
        refused=WrongEngagementStatus,
    )


@pytest.mark.django_db(transaction=True)
def test_the_same_body_is_asked_once(
    accepted: Attestation, owner: User, signatory: User, body: Organisation, body_admin: User
) -> None:
    second_waits(
        lambda: asked_for_quotes(accepted.pk, [body.pk], SOON, by=acting(owner), at=now()),
        lambda: ask_for_quotes(accepted.pk, [body.pk], SOON, by=acting(signatory)),
        refused=RequestRefused,
        match="asked already",
    )


@pytest.mark.django_db(transaction=True)
def test_a_quote_waits_for_the_choice_of_the_one_before(
    two_quotes: list[Quote], owner: User, body_admin: User
) -> None:
    mine = two_quotes[0]
    second_waits(
        lambda: chosen(mine.pk, by=acting(owner), at=now()),
        lambda: give_quote(mine.engagement_id, priced(price=Decimal(1)), by=acting(body_admin)),
        refused=WrongEngagementStatus,
    )
    assert mine.engagement.quotes.count() == 1


def progress(user: User) -> dict[str, tuple[str, str]]:
    return {each.what: (each.progress, each.url) for each in waiting_for(acting(user))}


def subjects(user: User, act: str) -> list[str]:
    rows = Message.objects.filter(to=user, act=act).order_by("pk")
    return list(rows.values_list("subject", flat=True))


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def test_desks_speak_of_quotes_that_are_wanted(
    owner: User,
    body: Organisation,
    body_admin: User,
    rival_admin: User,
    two_asked: list[Engagement],
    accepted: Attestation,
) -> None:
    asked, _ = progress(body_admin)["Quote for an assessment, or decline"]
    assert asked == f"Asked for until {in_words(SOON.answer_by)}"
    assert progress(owner) == {}  # every quote is still to come in time
    for one, admin in zip(two_asked, (body_admin, rival_admin), strict=True):
        decline(one.pk, "No time.", by=acting(admin))
    before, late = now() - timedelta(days=9), TODAY - timedelta(days=1)
    with transaction.atomic():
        (again,) = asked_for_quotes(
            accepted.pk, [body.pk], Asking(late), by=acting(owner), at=before
        )
    assert progress(body_admin)["Quote for an assessment, or decline"][0].endswith(
        "; the day is over"
    )
    page = reverse("assessments:quotes", args=[accepted.pk])
    said = f"no answer in time from {body.name}"
    assert progress(owner) == {"See which quotes have not come": (said, page)}
    with transaction.atomic():
        quoted(again.pk, priced(), by=acting(body_admin), at=now())
    said = f"1 quote counts until {in_words(TODAY + timedelta(days=30))}"
    assert progress(owner) == {"Compare quotes and choose a body": (said, page)}


def test_several_quotes_are_one_task(owner: User, two_quotes: list[Quote]) -> None:
    ((said, _),) = progress(owner).values()
    assert said == f"2 quotes count until {in_words(TODAY + timedelta(days=30))}"


def test_a_quote_is_reminded_of_before_and_after_its_day(
    owner: User, signatory: User, body_admin: User, two_asked: list[Engagement]
) -> None:
    noon = datetime.combine(SOON.answer_by, time(12), tzinfo=UTC)
    for day in (5, 3, 2, 1, 0, -1, -2):
        with transaction.atomic():
            reminded(at=noon - timedelta(days=day))
    member = two_asked[0].attestation.scope.organisation.name
    assert subjects(body_admin, "reminder.quote") == [
        f"3 days left to quote: Cloud services, {member}",
        f"1 day left to quote: Cloud services, {member}",
        f"The quote is overdue: Cloud services, {member}",
    ]
    late = [f"{each.body.name} has not quoted in time: Cloud services" for each in two_asked]
    for who in (owner, signatory):
        assert sorted(subjects(who, "reminder.quote")) == sorted(late)
        rows = Message.objects.filter(to=who, act="reminder.quote")
        (path,) = set(rows.values_list("path", flat=True))
        assert path == reverse("assessments:quotes", args=[two_asked[0].attestation_id])


def test_a_quote_that_runs_out_is_reminded_of(
    owner: User, body_admin: User, two_quotes: list[Quote]
) -> None:
    noon = datetime.combine(two_quotes[0].valid_until, time(12), tzinfo=UTC)
    for day in (6, 5, 1, -1):
        with transaction.atomic():
            reminded(at=noon - timedelta(days=day))
    assert len(subjects(owner, "reminder.choosing")) == 2 * len(two_quotes)
    assert subjects(body_admin, "reminder.choosing") == []
    assert subjects(body_admin, "reminder.quote") == []
