"""How far drafts are, and whose act is next, for each role of a member."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from attestations.delegation import Told, delegated
from attestations.models import Answer
from desk.under_way import under_way
from desk.waiting import waiting_for
from tests.people import acting, sign_in


def tasks(user) -> dict[str, str]:
    return {task.what: task.progress for task in waiting_for(acting(user))}


def test_it_works(client, editor, draft) -> None:
    total = draft.answers.count()
    assert tasks(editor) == {"Answer": f"0 of {total} answers are in"}
    Answer.objects.filter(attestation=draft, criterion__code="GOV-01").update(
        response={"value": "yes"}, version=1
    )
    sign_in(client, editor)
    assert f"1 of {total} answers are in" in client.get(reverse("desk")).text


def test_what_waits_to_be_affirmed_is_not_in(editor, filled) -> None:
    total = filled.answers.count()
    filled.answers.filter(criterion__code="GOV-01").update(to_affirm=True)
    assert tasks(editor) == {"Answer": f"{total - 1} of {total} answers are in"}


def test_once_everything_is_in_it_is_to_be_made_ready(editor, owner, filled) -> None:
    for who in (editor, owner):
        (task,) = waiting_for(acting(who))
        assert task.what == "Check the answers and make it ready"
        assert task.url == reverse("attestations:check", args=[filled.pk])


def test_a_contributor_counts_what_is_delegated(editor, contributor, draft) -> None:
    told = Told(due=date(2027, 1, 31))
    delegated(
        draft.pk, contributor.pk, ["GOV-01", "GOV-02"], by=acting(editor), at=now(), told=told
    )
    assert tasks(contributor) == {"Answer": "0 of 2 answers are in, wanted by 31 January 2027"}
    Answer.objects.filter(attestation=draft, criterion__code__in=["GOV-01", "GOV-02"]).update(
        response={"value": "yes"}, version=1
    )
    assert tasks(contributor) == {}, "her part is done"


@pytest.mark.parametrize("who", ["viewer", "signatory"])
def test_whoever_only_reads_sees_how_far_it_is(who, request, client, draft) -> None:
    sign_in(client, request.getfixturevalue(who), second_factor=True)
    page = client.get(reverse("desk")).text
    assert "Attestations under way" in page
    assert f"0 of {draft.answers.count()} answers are in" in page


def test_what_waits_for_oneself_is_not_told_twice(client, editor, draft, filled) -> None:
    sign_in(client, editor)
    assert "Attestations under way" not in client.get(reverse("desk")).text


def test_statements_do_not_grow_with_the_answers(client, editor, contributor, draft) -> None:
    delegated(draft.pk, contributor.pk, ["GOV-01"], by=acting(editor), at=now())
    sign_in(client, contributor)
    client.get(reverse("desk"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("desk"))
    codes = list(draft.edition.criteria.values_list("code", flat=True))
    delegated(draft.pk, contributor.pk, codes, by=acting(editor), at=now())
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("desk"))
    assert len(few) == len(many), [q["sql"][:90] for q in many]


def test_an_accepted_one_says_what_can_be_done(owner, viewer, accepted) -> None:
    for who in (owner, viewer):
        (one,) = under_way(acting(who), but=[])
        assert (one.state, one.progress) == ("Accepted", "An assessor body can be asked")
    accepted.engagement_open = True
    accepted.save()
    (one,) = under_way(acting(owner), but=[])
    assert one.progress == ""
