"""The list of criteria as it is drawn, what is kept for it, and that this opens nothing."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments import outline as outlines
from assessments.filtering import Line
from assessments.listing_drawn import drawn
from assessments.models import Engagement, EngagementPerson
from assessments.outline import outline_of
from assessments.work_views import ASKED
from assessments.working_papers import content_of, rows_of
from organisations.permissions import roles_with
from tests.assessed import reread
from tests.people import acting, sign_in

LINE = Line("GOV-01", "cloud", "A title", "GOV", False, 3, False, "unassessed")


def row(line: Line, *, judges: bool = True) -> str:
    return drawn([line], url="/e/1/criteria/", kept="?show=asked", judges=judges)


def test_it_works() -> None:
    html = row(LINE._replace(state="given", level=2, sampled=True))
    assert (
        '<a class="govuk-link" href="/e/1/criteria/GOV-01/?show=asked">GOV-01</a> A title' in html
    )
    assert "In the sample" in html
    assert '#declared-3"/></svg>3<' in html
    assert '#level-2"/></svg>2<' in html
    assert "Waits for review" in html


def test_what_an_edition_says_is_escaped() -> None:
    html = row(LINE._replace(title="<script>", code='"><i>'))
    assert "<script>" not in html
    assert "<i>" not in html


def test_a_third_look_is_offered_to_those_who_judge() -> None:
    line = LINE._replace(state="apart", level=1)
    assert "/e/1/criteria/GOV-01/third-look/" in row(line)
    assert "third-look" not in row(line, judges=False)


def test_an_outline_says_what_the_content_says(in_assessment: Engagement) -> None:
    found = reread(in_assessment)
    outline, content = outline_of(found), content_of(found)
    assert {each.place: each.level for each in outline.claims} == {
        (each["criterion"], each["layer"]): each["level"] for each in content["answers"]
    }
    code = outline.claims[0].code
    assert rows_of(found, outline.content_on(code), code) == rows_of(found, content, code)
    assert outline.content_on("NONE-99")["answers"] == []


def test_few_outlines_are_kept_and_those_used_last(
    in_assessment: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlines, "_kept", {})
    found = reread(in_assessment)
    for number in range(outlines.MOST_KEPT + 1):
        found.submission.sha256 = f"{number}"
        outline_of(found)
        found.submission.sha256 = "0"
        outline_of(found)
    assert len(outlines._kept) == outlines.MOST_KEPT
    assert list(outlines._kept)[-1] == "0"
    assert "1" not in outlines._kept


def test_her_role_tells_what_the_right_tells(
    in_assessment: Engagement, lead: User, assessor: User, reviewer: User, body_admin: User
) -> None:
    for person in (lead, assessor, reviewer, body_admin):
        by = acting(person)
        named = EngagementPerson.objects.of(by).at_work().filter(engagement=in_assessment)
        role = named.values_list("role", flat=True).first()
        for permission in ASKED:
            reached = Engagement.objects.where_user_may(permission, by)
            assert reached.exists() == (role in roles_with(permission)), (person, permission)


def test_whoever_is_taken_off_sees_no_outline_that_is_kept(
    client: Client, in_assessment: Engagement, assessor: User
) -> None:
    sign_in(client, assessor)
    addresses = [
        reverse("assessments:work", args=[in_assessment.pk]),
        reverse("assessments:criterion", args=[in_assessment.pk, "GOV-01"]),
    ]
    assert [client.get(each).status_code for each in addresses] == [200, 200]
    EngagementPerson.objects.filter(user=assessor).update(removed_at=now(), removed_reason="Ill.")
    assert [client.get(each).status_code for each in addresses] == [404, 404]
