"""The second look with its own level, and the third look where two people are apart."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.messages import Message
from accounts.models import User
from assessments.models import Engagement, Review, Verdict, VerdictLook
from assessments.moves import locked
from assessments.naming import NotNamed
from assessments.people import named_person
from assessments.recommendation import RecommendationRefused, share_draft
from assessments.third_look import NotThird, settled, take_third_look
from assessments.turns import progress_of
from assessments.verdict_rules import EvidenceView, Given, VerdictChanged, VerdictRefused
from assessments.verdict_status import WrongVerdictStatus
from assessments.verdicts import give_verdicts, given, review_verdicts, reviewed
from assessments.working_papers import Row, papers_of
from desk.waiting import waiting_for
from journal.models import Entry
from organisations.models import Organisation
from organisations.permissions import Role
from tests.assessed import agree_with_everything, given_for, reread
from tests.kept import kept
from tests.people import acting, person, sign_in
from tests.races import second_waits

KEY = "GOV-01.all"


def row_of(engagement: Engagement, key: str = KEY) -> Row:
    return papers_of(reread(engagement)).by_key[key]


def verdict_of(engagement: Engagement) -> Verdict:
    return engagement.verdicts.select_related("criterion").get(criterion__code="GOV-01")


def disagree(engagement: Engagement, reviewer: User, level: int | None) -> Verdict:
    verdict = verdict_of(engagement)
    with transaction.atomic():
        reviewed(
            engagement.pk,
            {verdict.pk: verdict.version},
            Review.DISAGREED,
            "The log has gaps.",
            levels={verdict.pk: level},
            by=acting(reviewer),
            at=now(),
        )
    return verdict_of(engagement)


@kept
def apart(in_assessment: Engagement, assessor: User, reviewer: User) -> Engagement:
    """The assessor gave level 4, the quality reviewer would give 2."""
    with transaction.atomic():
        said = [given_for(row_of(in_assessment), 4)]
        given(in_assessment.pk, said, by=acting(assessor), at=now())
    disagree(in_assessment, reviewer, 2)
    return in_assessment


def choice(engagement: Engagement, level: int | None = 3, **said: object) -> Given:
    row = row_of(engagement)
    one = replace(given_for(row, level), reason="Two months are missing, the rest is whole.")
    return replace(one, **said)  # type: ignore[arg-type]


def test_it_works(client: Client, apart: Engagement, lead: User) -> None:
    sign_in(client, lead)
    work = reverse("assessments:work", args=[apart.pk])
    address = reverse("assessments:third_look", args=[apart.pk, "GOV-01"])
    assert address in client.get(work, {"show": "apart"}).text
    page = client.get(address).text
    assert "The log has gaps." in page
    assert "Seen and traced." in page
    assert '<option value="1"' not in page  # between the two: 2, 3 and 4
    data = {
        "row": KEY,
        f"{KEY}-seen": "1",
        f"{KEY}-level": "3",
        f"{KEY}-confidence": "high",
        f"{KEY}-reason": "Two months are missing, the rest is whole.",
    }
    response = client.post(address, data, follow=True)
    assert "Your third look has settled the verdict." in response.text
    assert f'data-saved="{address}#{KEY}"' in response.text
    verdict = verdict_of(apart)
    assert (verdict.level, verdict.version, verdict.given_by) == (3, 2, lead)
    assert verdict.is_settled
    looks = VerdictLook.objects.values_list("version", "came_to", "level")
    assert list(looks) == [(1, "apart", 2), (2, "ruled", 3)]
    page = client.get(reverse("assessments:criterion", args=[apart.pk, "GOV-01"])).text
    assert "The log has gaps." in page  # all three are kept, and told
    assert "Settled it as the third person" in page
    assert set(Message.objects.filter(act="verdict.third_look").values_list("to__name")) == {
        (name,) for name in ("Aldo Assessor", "Quirin Reviewer")
    }


def test_one_level_apart_goes_back_to_the_assessor(
    in_assessment: Engagement, assessor: User, reviewer: User
) -> None:
    give_verdicts(in_assessment.pk, [given_for(row_of(in_assessment), 4)], by=acting(assessor))
    verdict = disagree(in_assessment, reviewer, 3)
    assert (verdict.review, verdict.review_level) == (Review.DISAGREED, 3)
    again = replace(given_for(row_of(in_assessment), 3), reason="I see.")
    give_verdicts(in_assessment.pk, [again], by=acting(assessor))
    agree_with_everything(in_assessment, reviewer)
    assert verdict_of(in_assessment).is_settled
    assert VerdictLook.objects.count() == 2


def test_who_disagrees_says_which_level(
    client: Client, in_assessment: Engagement, assessor: User, reviewer: User
) -> None:
    give_verdicts(in_assessment.pk, [given_for(row_of(in_assessment), 4)], by=acting(assessor))
    verdict = verdict_of(in_assessment)
    sign_in(client, reviewer)
    url = reverse("assessments:review", args=[in_assessment.pk])
    data = {"review": "disagreed", "verdict": [f"{verdict.pk}:1"], "note": "It has gaps."}
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert "say which level you would give" in refused.text
    assert "It has gaps." in refused.text
    refused = client.post(url, data | {f"level-{verdict.pk}": "na"})
    assert "choose a level from 0 to 4" in refused.text
    done = client.post(url, data | {f"level-{verdict.pk}": "1"}, follow=True)
    assert "1 verdict: disagreed, more than one level apart." in done.text
    assert "Waiting for a third look" in done.text


def test_a_claim_that_it_does_not_apply_has_nothing_in_between(
    in_assessment: Engagement, assessor: User, reviewer: User
) -> None:
    give_verdicts(in_assessment.pk, [given_for(row_of(in_assessment))], by=acting(assessor))
    in_assessment.verdicts.update(level=None, confidence="", not_applicable="accepted")
    with pytest.raises(VerdictRefused, match="counts 0"):
        disagree(in_assessment, reviewer, 3)
    assert disagree(in_assessment, reviewer, 0).review == Review.APART


def test_meanwhile_nobody_gives_or_agrees(
    apart: Engagement, assessor: User, reviewer: User, lead: User
) -> None:
    for who in (assessor, lead):
        with pytest.raises(WrongVerdictStatus, match="A third person of the engagement"):
            give_verdicts(apart.pk, [given_for(row_of(apart), 3)], by=acting(who))
    verdict = verdict_of(apart)
    with pytest.raises(WrongVerdictStatus):
        review_verdicts(apart.pk, {verdict.pk: 1}, Review.AGREED, "", by=acting(reviewer))
    with pytest.raises(RecommendationRefused, match="1 of them waits for a third look"):
        share_draft(apart.pk, by=acting(lead))
    progress = progress_of([apart])[apart.pk]
    assert (progress.apart, progress.unread, progress.disagreed) == (1, 0, 0)
    assert "1 waits for a third look" in progress.in_words


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level": 1}, "level"),
        ({"level": None}, "level"),
        ({"reason": " "}, "reason"),
        ({"confidence": ""}, "confidence"),
        ({"level": 2, "reason_code": ""}, "reason_code"),
    ],
)
def test_a_third_look_says_everything(
    change: dict[str, object], field: str, apart: Engagement, lead: User
) -> None:
    with pytest.raises(VerdictRefused) as refused:
        take_third_look(apart.pk, replace(choice(apart), **change), by=acting(lead))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert verdict_of(apart).review == Review.APART


def test_the_evidence_is_judged_anew(apart: Engagement, lead: User) -> None:
    one = choice(apart)
    refusing = {pk: EvidenceView(accepted=False, reason="Out of date.") for pk in one.evidence}
    with pytest.raises(VerdictRefused, match="1 at most"):
        take_third_look(apart.pk, replace(one, evidence=refusing), by=acting(lead))


def test_neither_of_the_two_settles_it(
    client: Client, apart: Engagement, assessor: User, reviewer: User
) -> None:
    with pytest.raises(NotThird, match="Leave it to another assessor"):
        take_third_look(apart.pk, choice(apart), by=acting(assessor))
    assert Entry.objects.get(act="engagement.act_refused").reason == "her own work"
    with pytest.raises(NotNamed, match="somebody else"):
        take_third_look(apart.pk, choice(apart), by=acting(reviewer))
    sign_in(client, assessor)
    page = client.get(reverse("assessments:third_look", args=[apart.pk, "GOV-01"])).text
    assert "another assessor of the engagement settles it" in page
    assert "Settle GOV-01" not in page


def test_without_a_third_person_the_administrator_names_one(
    client: Client,
    in_assessment: Engagement,
    body: Organisation,
    body_admin: User,
    assessor: User,
    lead: User,
    reviewer: User,
) -> None:
    give_verdicts(in_assessment.pk, [given_for(row_of(in_assessment), 3)], by=acting(lead))
    give_verdicts(in_assessment.pk, [given_for(row_of(in_assessment), 4)], by=acting(assessor))
    disagree(in_assessment, reviewer, 1)
    told = Message.objects.filter(act="verdict.reviewed")
    assert {each.to.name for each in told} == {"Bela Bodyadmin", "Lena Lead"}
    with pytest.raises(NotThird):  # she gave an earlier version
        take_third_look(in_assessment.pk, choice(in_assessment), by=acting(lead))
    sign_in(client, lead)
    address = reverse("assessments:third_look", args=[in_assessment.pk, "GOV-01"])
    assert "to name another assessor" in client.get(address).text
    fourth = person(body, Role.ASSESSOR, "Fiona Fourth")
    with transaction.atomic():
        one = locked(in_assessment.pk)
        named_person(one, fourth.pk, Role.ASSESSOR, by=acting(body_admin), at=now())
    assert "to name another assessor" not in client.get(address).text


def test_the_desk_shows_it_to_who_can_settle(apart: Engagement, assessor: User, lead: User) -> None:
    def tasks(user: User) -> set[str]:
        return {each.what for each in waiting_for(acting(user))}

    assert "Take a third look" in tasks(lead)
    assert "Take a third look" not in tasks(assessor)


def test_looks_are_only_added(apart: Engagement) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        VerdictLook.objects.update(level=4)


@pytest.mark.django_db(transaction=True)
def test_of_two_third_looks_one_wins(
    apart: Engagement, body: Organisation, lead: User, body_admin: User
) -> None:
    second_waits(
        lambda: settled(apart.pk, choice(apart), by=acting(lead), at=now()),
        lambda: take_third_look(apart.pk, choice(apart, 2), by=acting(lead)),
        refused=VerdictChanged,
    )
    assert verdict_of(apart).level == 3
