"""The seeding goes through the product, goes on where it stopped, and a second run is nothing."""

import json
import stat
from io import StringIO
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.actor import ActorKind
from accounts.models import User
from assessments.models import BlindScore, Engagement, Quote, Verdict
from attestations.emergency_rows import EmergencyAccess
from attestations.models import Answer, AnswerVersion, Attestation
from attestations.readiness import reopen
from demonstration import assessing, declaring, log_ins
from demonstration.admitting import admitted
from demonstration.content import alliance, story_of
from demonstration.framework import framed
from demonstration.seeding import told
from demonstration.stage import Stage
from journal.models import Entry
from organisations.models import Accreditation, Membership
from organisations.permissions import Role
from principles.models import Edition
from principles.scoring import Outcome
from reports.models import Report
from transparency.signing import sign_checkpoint

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    settings.DEMONSTRATION = True


@pytest.fixture(autouse=True)
def signer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The signing process has its turn whenever the seeding waits for it."""
    monkeypatch.setattr("demonstration.waiting.time.sleep", lambda _seconds: sign_checkpoint())


def counts() -> dict[str, int]:
    ours = [model for model in apps.get_models() if model._meta.managed]
    return {model._meta.label: model.objects.count() for model in ours}


class Interrupted(Exception):
    """Somebody pulled the plug."""


def test_it_works() -> None:
    stage = Stage(lambda _line: None)
    told(stage)
    before, acts = counts(), stage.acts
    assert acts > 100

    told(stage)
    assert counts() == before
    assert stage.acts == acts

    _states_are_as_the_stories_say()
    _every_page_of_the_assessments_has_something_on_it()
    _the_right_people_acted()
    _the_file_agrees_with_the_database()
    _log_ins_open_the_desk()


def _states_are_as_the_stories_say() -> None:
    found = {
        (each.scope.organisation.slug, each.scope.slug): each.status
        for each in Attestation.objects.select_related("scope__organisation")
    }
    assert found == {
        ("tarnholt-cloud", "cloud-and-ai-platform"): "decided",
        ("tarnholt-cloud", "dedicated-regions"): "ready",
        ("lithorne-instruments", "exposure-and-inspection"): "decided",
        ("lithorne-instruments", "field-service-tools"): "accepted",
        ("corrane-networks", "routing-and-access"): "in_assessment",
        ("corrane-networks", "customer-premises"): "submitted",
        ("marrowby-software", "finance-suite"): "returned",
        ("marrowby-software", "planning-cloud"): "draft",
    }
    assert {
        each.attestation.scope.slug: each.decisions.get().outcome
        for each in Engagement.objects.filter(decisions__isnull=False)
    } == {
        "cloud-and-ai-platform": Outcome.CONFORMING,
        "exposure-and-inspection": Outcome.CONDITIONAL,
    }
    half = Verdict.objects.filter(engagement__attestation__scope__slug="routing-and-access")
    assert half.filter(review="agreed").exists()
    assert half.filter(review="").exists()
    assert not Report.objects.exists()


def _every_page_of_the_assessments_has_something_on_it() -> None:
    """Quotes to compare and quotes compared, a third look, blind levels, and the alliance's own."""
    quotes = Quote.objects.values_list("engagement__attestation__scope__slug", flat=True)
    assert sorted(quotes) == [
        "cloud-and-ai-platform",
        "cloud-and-ai-platform",
        "field-service-tools",
    ]
    states = Engagement.objects.order_by("status").values_list("status", flat=True)
    assert sorted(states) == ["active", "asked", "closed", "follow_up", "not_chosen", "quoted"]
    reviews = Verdict.objects.filter(engagement__attestation__scope__slug="routing-and-access")
    assert {*reviews.values_list("review", flat=True)} == {"agreed", "disagreed", "apart", ""}
    levels = dict(BlindScore.objects.values_list("criterion__code", "level"))
    assert levels == {"GOV-06": 3, "ETH-05": 2}
    operator = Membership.objects.get(role=Role.OPERATOR).user
    assert EmergencyAccess.objects.get(status="asked").asked_by == operator
    (withdrawn,) = Accreditation.objects.exclude(withdrawn_at=None)
    assert withdrawn.body.slug == "selwick-audit"
    assert not withdrawn.flags.exists()
    listed = Membership.objects.exclude(listed_at=None)
    assert {each.organisation.slug for each in listed} == {"arbrook-assurance"}


def _the_right_people_acted() -> None:
    by_system = Entry.objects.exclude(actor_kind=ActorKind.PERSON)
    assert set(by_system.values_list("act", flat=True)) == {"organisation.added", "role.given"}
    for version in ("1.0", "1.1"):
        edition = Edition.objects.published().get(version=version)
        asked = Entry.objects.get(act="edition.publication_requested", object_id=str(edition.pk))
        done = Entry.objects.get(act="edition.published", object_id=str(edition.pk))
        assert asked.actor_id != done.actor_id
    assert by_system.filter(act="organisation.added").count() == 1
    assert by_system.filter(act="role.given").count() == 1
    for act, role in (
        ("attestation.opened", Role.EDITOR),
        ("attestation.made_ready", Role.EDITOR),
        ("attestation.submitted", Role.SIGNATORY),
        ("attestation.accepted", Role.REGISTRAR),
        ("engagement.requested", Role.OWNER),
        ("engagement.offered", Role.BODY_ADMIN),
        ("draft_report.remark_answered", Role.LEAD_ASSESSOR),
        ("recommendation.made", Role.LEAD_ASSESSOR),
        ("recommendation.confirmed", Role.BODY_ADMIN),
        ("verdict.reviewed", Role.QUALITY_REVIEWER),
        ("decision.made", Role.DECISION_MAKER),
    ):
        actors = set(Entry.objects.filter(act=act).values_list("actor", flat=True))
        held = Membership.objects.filter(user__in=actors, role=role)
        assert actors
        assert actors == set(held.values_list("user", flat=True)), act
    answered = AnswerVersion.objects.filter(answer__criterion__code="SUP-01")
    roles = Membership.objects.filter(user__in=answered.values("saved_by"))
    assert set(roles.values_list("role", flat=True)) == {Role.CONTRIBUTOR}


def _the_file_agrees_with_the_database() -> None:
    file = log_ins.path()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    entries = json.loads(file.read_text())
    roles: dict[str, int] = {}
    for entry in entries:
        roles[entry["role"]] = roles.get(entry["role"], 0) + 1
        user = User.objects.get(email=entry["email"])
        assert user.check_password(entry["password"])
        held = user.memberships.get()
        assert (held.role, held.organisation.slug) == (entry["role"], entry["organisation"])
        factor = Authenticator.objects.filter(user=user, type="totp").first()
        secret = decrypt(factor.data["secret"]) if factor else None
        assert secret == entry["totp_secret"]
    assert roles == {
        **dict.fromkeys(("owner", "editor", "contributor", "signatory", "viewer"), 3),
        **dict.fromkeys(("body_admin", "lead_assessor", "assessor", "quality_reviewer"), 2),
        "registrar": 1,
        "scheme_manager": 2,
        "decision_maker": 2,
        "appeal_panel": 1,
        "key_custodian": 2,
        "operator": 1,
    }


def _log_ins_open_the_desk() -> None:
    entry = next(each for each in log_ins.read() if each["role"] == "editor")
    client = Client()
    response = client.post(
        reverse("account_login"), {"login": entry["email"], "password": entry["password"]}
    )
    assert response.status_code == 302


def test_it_goes_on_where_it_was_interrupted() -> None:
    """Stopped after every seventeenth line, again and again, it ends where one run ends."""
    lines = 0

    def stop_now_and_then(_line: str) -> None:
        nonlocal lines
        lines += 1
        if lines % 17 == 0:
            raise Interrupted

    runs = 1
    while True:
        try:
            told(Stage(stop_now_and_then))
        except Interrupted:
            runs += 1
        else:
            break
    assert runs > 5
    _states_are_as_the_stories_say()
    _the_file_agrees_with_the_database()
    once = ("attestation.submitted", "attestation.accepted", "plan.frozen", "recommendation.made")
    for act in once:
        objects = list(Entry.objects.filter(act=act).values_list("object_id", flat=True))
        assert len(objects) == len(set(objects)), act
    assert not Answer.objects.filter(version__gt=1).exists()
    assert not Verdict.objects.filter(version__gt=1).exists()
    before = counts()
    told(Stage(lambda _line: None))
    assert counts() == before


def test_a_lost_file_of_log_ins_is_written_anew() -> None:
    _entered("tarnholt-cloud")
    old = {each["email"]: each for each in log_ins.read()}
    log_ins.path().unlink()
    _entered("tarnholt-cloud")
    new = {each["email"]: each for each in log_ins.read()}
    assert new.keys() == old.keys()
    for email, entry in new.items():
        assert entry["password"] != old[email]["password"]
        assert User.objects.get(email=email).check_password(entry["password"])


def test_what_a_person_undid_is_not_done_again() -> None:
    stage = _entered("tarnholt-cloud")
    story = story_of("tarnholt-cloud")
    scope = story.scopes[1]
    declaring.prepared(stage, story)
    declaring.declared(stage, story, scope)
    attestation = declaring.attestation_of(story, scope)
    assert attestation.status == "ready"
    reopen(attestation.pk, "A figure is to be checked.", by=stage.actor(story, Role.SIGNATORY))
    again = Stage(lambda _line: None)
    declaring.declared(again, story, scope)
    assessing.assessed(again, story, scope)
    attestation.refresh_from_db()
    assert (attestation.status, again.acts) == ("draft", 0)


def _entered(slug: str) -> Stage:
    """The edition, the alliance and one member with its people."""
    stage = Stage(lambda _line: None)
    stories = [alliance(), story_of(slug)]
    plan = log_ins.planned(stories)
    log_ins.write(list(plan.values()), None)
    for story in stories:
        admitted(stage, story, plan)
    framed(stage)
    return stage


def test_it_refuses_elsewhere(settings: Settings) -> None:
    settings.DEMONSTRATION = settings.DEVELOPMENT = False
    with pytest.raises(CommandError, match="demonstration or in development only"):
        call_command("seed_demonstration", stdout=StringIO())
    assert not User.objects.exists()
