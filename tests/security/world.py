"""One world with something of everything: organisations, people, attestations in many states.

`build()` makes it inside the caller's transaction, by the acts' own joining functions, so that
every row is one that the portal itself would have written. Public reports are rows of the
registry's factory, of organisations that have nothing to do with the member who is attacked.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.api_keys import made_api_key
from accounts.messages import Message, Recipient, Said, taken_back, told
from accounts.models import AccountLink, User
from assessments import (
    activation,
    clarification,
    confirming,
    decision,
    disputing,
    engagement,
    findings,
    interests,
    lifting,
    plan,
    recommendation,
    remark_answers,
)
from assessments import verdicts as judging
from assessments.declaring import Declared
from assessments.models import (
    ClarificationKind,
    Confidence,
    Conflict,
    Engagement,
    Grade,
    ReasonCode,
    Remark,
    Review,
)
from assessments.moves import locked
from assessments.people import named_person
from assessments.verdict_rules import EvidenceView, Given
from assessments.working_papers import papers_of
from attestations import delegation, emergency, intake, readiness
from attestations.models import (
    Attestation,
    DisclosureClass,
    Evidence,
    EvidenceFile,
    EvidenceKind,
    ScanState,
)
from attestations.opening import opened
from attestations.vault import keep
from crosswalk.models import Clause, Regulation
from crosswalk.models import Mapping as ClauseMapping
from organisations import invitation
from organisations.layers import Layer
from organisations.models import Accreditation, Organisation, Scope
from organisations.permissions import Role, Side
from principles.adoption import adopted
from principles.models import Criterion, Edition
from principles.scoring import Outcome
from reports import correcting
from reports.corrected import Code
from reports.keys import beginning
from scheme.drafts import begun_after
from tests.answers import answer_everything
from tests.assessed import agree_on_plan
from tests.attestations.paged import paged
from tests.editions import edition_data
from tests.people import acting, organisation, person
from tests.registry.factory import full_of, org, report_on, scope_of
from tests.reports.key_rows import made
from tests.security.kinds import Kind
from tests.stages import made_submitted
from transparency.signing import sign_checkpoint
from transparency.stored import latest_checkpoint

SECRET = "Quokka ledger"  # a phrase that stands in the member's unpublished content only
DELEGATED = "GOV-01"
RECORDS = b"Access reviews of October.\nEvery account was looked at.\n"


@dataclass
class World:
    """What a cell of the matrix is about, by name."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[Kind, User] = field(default_factory=dict)
    attestations: dict[str, Attestation] = field(default_factory=dict)
    engagements: dict[str, Engagement] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)

    def user(self, kind: Kind) -> User:
        return self.people[kind]


def build() -> World:
    world = World()
    _organisations(world)
    _people(world)
    _told(world)
    _evidence(world)
    with_edition = adopted(edition_data(), by=SYSTEM, at=now())[0]
    world.things["edition"] = with_edition
    _edition_draft(world, with_edition)
    _a_law_beside(with_edition)
    _two_small_editions()
    _attestations(world, with_edition)
    _engagements(world)
    _published(world, with_edition)
    _logged(world)
    return world


def _a_law_beside(edition: Edition) -> None:
    law = Regulation.objects.create(slug="a-law", title="A law")
    criterion = Criterion.objects.get(edition=edition, code="GOV-01")
    ClauseMapping.objects.create(
        criterion=criterion,
        clause=Clause.objects.create(regulation=law, ref="Art. 1", order=1),
        relationship="supports",
        confidence="low",
        author="Somebody",
        dated="2026-11-22",
        judged_on=edition.version,
        judged_sha256=criterion.sha256,
    )


def _two_small_editions() -> None:
    """A framework of one criterion, whose second edition follows the first: for comparing."""
    data = deepcopy(edition_data()) | {"alternative_structures": []}
    data["framework"] = {"slug": "small-principles", "title": "Small principles"}
    data["principles"], data["criteria"] = data["principles"][:1], data["criteria"][:1]
    adopted(data, by=SYSTEM, at=now())
    reason = {"kind": "law", "text": "A law.", "provision": "Art. 1"}
    data["edition"] |= {"version": "1.1", "follows": "1.0", "reason": reason}
    data["transition"] = {"adopt_by": "2999-01-01", "sunset_of_followed": "2999-01-01"}
    adopted(data, by=SYSTEM, at=now())


def _edition_draft(world: World, edition: Edition) -> None:
    """The edition after the published one, with a change declared."""
    by = acting(world.people[Kind.SCHEME_MANAGER])
    about = {
        "version": "1.9",
        "effective_on": "2030-01-01",
        "reason": {"kind": "experience", "text": SECRET},
    }
    world.things["edition_draft"] = begun_after(edition.pk, about, by=by)


def _organisations(world: World) -> None:
    made = world.organisations
    made["member"] = organisation(Side.MEMBER, "north-harbour-cloud", "North Harbour Cloud")
    made["other"] = organisation(Side.MEMBER, "quiet-valley-chips", "Quiet Valley Chips")
    made["body"] = organisation(Side.ASSESSOR_BODY, "plain-sight-audit", "Plain Sight Audit")
    made["other_body"] = organisation(Side.ASSESSOR_BODY, "far-shore-review", "Far Shore Review")
    made["alliance"] = organisation(Side.ALLIANCE, "alliance", "The Alliance", country="BE")
    today = now().date()
    for name in ("body", "other_body"):
        Accreditation.objects.create(
            body=made[name],
            layers=[layer.value for layer in Layer],
            valid_from=today - timedelta(days=100),
            valid_until=today + timedelta(days=900),
        )


ROLES = {
    Kind.OWNER: ("member", Role.OWNER),
    Kind.EDITOR: ("member", Role.EDITOR),
    Kind.CONTRIBUTOR: ("member", Role.CONTRIBUTOR),
    Kind.SIGNATORY: ("member", Role.SIGNATORY),
    Kind.VIEWER: ("member", Role.VIEWER),
    Kind.OTHER_OWNER: ("other", Role.OWNER),
    Kind.OTHER_SIGNATORY: ("other", Role.SIGNATORY),
    Kind.BODY_ADMIN: ("body", Role.BODY_ADMIN),
    Kind.LEAD: ("body", Role.LEAD_ASSESSOR),
    Kind.ASSESSOR: ("body", Role.ASSESSOR),
    Kind.REVIEWER: ("body", Role.QUALITY_REVIEWER),
    Kind.UNNAMED_ASSESSOR: ("body", Role.ASSESSOR),
    Kind.OTHER_LEAD: ("other_body", Role.LEAD_ASSESSOR),
    Kind.REGISTRAR: ("alliance", Role.REGISTRAR),
    Kind.SCHEME_MANAGER: ("alliance", Role.SCHEME_MANAGER),
    Kind.DECISION_MAKER: ("alliance", Role.DECISION_MAKER),
    Kind.SECOND_DECISION_MAKER: ("alliance", Role.DECISION_MAKER),
    Kind.APPEAL_PANEL: ("alliance", Role.APPEAL_PANEL),
    Kind.KEY_CUSTODIAN: ("alliance", Role.KEY_CUSTODIAN),
    Kind.OPERATOR: ("alliance", Role.OPERATOR),
}


def _people(world: World) -> None:
    for kind, (where, role) in ROLES.items():
        name = kind.value.replace("_", " ").title()
        world.people[kind] = person(world.organisations[where], role, f"{name} Person")
    world.people[Kind.STRANGER] = person(None, None, "Stranger Person")
    for weak, strong in Kind.without_factor().items():
        world.people[weak] = world.people[strong]
    ended = person(world.organisations["member"], Role.OWNER, "Ended Owner Person")
    ended.memberships.update(
        started_at=now() - timedelta(days=9), ended_at=now() - timedelta(hours=1)
    )
    world.people[Kind.ENDED_OWNER] = ended
    member = world.organisations["member"]
    by = acting(world.people[Kind.OWNER])
    asked, token = invitation.invited(member, "new.person@people.example", Role.EDITOR, by=by)
    world.things |= {"invitation": asked, "token": token}
    colleague = person(member, Role.VIEWER, "Second Viewer Person")
    world.things["membership"] = colleague.memberships.get()
    world.things["account_link"] = AccountLink.objects.create(
        one=colleague,
        other=ended,
        reason="One passport.",
        noted_by=world.people[Kind.REGISTRAR],
    )
    world.things["api_key"] = made_api_key("A partner", by=SYSTEM)[1]


def _told(world: World) -> None:
    """Messages to people of the member; one of them was taken back."""
    member, people = world.organisations["member"], world.people
    for name, kind, role in (
        ("message", Kind.OWNER, Role.OWNER),
        ("message_of_the_signatory", Kind.SIGNATORY, Role.SIGNATORY),
        ("message_taken_back", Kind.OWNER, Role.OWNER),
    ):
        about = uuid4()
        said = Said("attestation.returned", about, f"{SECRET} is returned", "Read why.", "/desk/")
        who = Recipient(people[kind].pk, member.pk, role.value, f"{role} of {member}")
        told([(said, who)], at=now())
        world.things[name] = Message.objects.get(object_id=about)
    taken_back(world.things["message_taken_back"].object_id, at=now())


def _evidence(world: World) -> None:
    owner = world.people[Kind.OWNER]
    for name, where in (("evidence", "member"), ("other_evidence", "other")):
        piece = Evidence.objects.create(
            organisation=world.organisations[where],
            title=f"{SECRET} of {where}",
            kind=EvidenceKind.FILE,
            disclosure=DisclosureClass.ASSESSOR,
            description="What the reviews found.",
            added_by=owner,
        )
        stored = keep("reviews.txt", [RECORDS])
        world.things[name] = piece
        world.things[f"{name}_file"] = EvidenceFile.objects.create(
            evidence=piece,
            version=1,
            name=stored.name,
            sha256=stored.sha256,
            size=stored.size,
            media_type=stored.media_type,
            scan=ScanState.NOT_SCANNED,
            uploaded_by=owner,
        )
    own_eyes = RECORDS + b"For our own eyes."
    for name, called, content, disclosure in (
        ("closed_file", "own-eyes.txt", own_eyes, DisclosureClass.MEMBER),
        ("paged_file", "reviews.pdf", paged("Reviews", "Findings"), ""),
        ("closed_paged_file", "own-eyes.pdf", paged("For our own eyes"), DisclosureClass.MEMBER),
    ):
        stored = keep(called, [content])
        world.things[name] = EvidenceFile.objects.create(
            evidence=world.things["evidence"],
            version=1,
            name=stored.name,
            sha256=stored.sha256,
            size=stored.size,
            media_type=stored.media_type,
            disclosure=disclosure,
            scan=ScanState.NOT_SCANNED,
            uploaded_by=owner,
        )
    world.things["digest"] = Evidence.objects.create(
        organisation=world.organisations["member"],
        title="A contract that stays with us",
        kind=EvidenceKind.HASH,
        disclosure=DisclosureClass.MEMBER,
        added_by=owner,
    )
    world.things["digest_file"] = EvidenceFile.objects.create(
        evidence=world.things["digest"],
        version=1,
        name="contract.pdf",
        sha256="ab" * 32,
        stored=False,
        scan=ScanState.NOT_SCANNED,
        uploaded_by=owner,
    )


STATES = (
    "draft",
    "ready",
    "submitted",
    "accepted",
    "requested",
    "offered",
    "begun",
    "assessed",
    "unconfirmed",
    "recommended",
    "decided",
)


def _attestations(world: World, edition: Edition) -> None:
    editor, signatory = (acting(world.people[k]) for k in (Kind.EDITOR, Kind.SIGNATORY))
    registrar = acting(world.people[Kind.REGISTRAR])
    for position, state in enumerate(STATES):
        scope = Scope.objects.create(
            organisation=world.organisations["member"],
            slug=f"scope-{state}",
            title=f"Scope {state}",
            included=f"{SECRET}: what is in scope {state}.",
            excluded="The rest.",
            why="It is another service.",
            layers=["ai"],
        )
        world.things[f"scope_{state}"] = scope
        one = opened(scope.pk, edition.pk, now().date(), by=editor, at=now())
        level = 1 if state == "decided" else 3
        answer_everything(one, editor, level=level, evidence=world.things["evidence"])
        if state == "draft":
            codes, contributor = [DELEGATED], world.people[Kind.CONTRIBUTOR]
            delegation.delegated(one.pk, contributor.pk, codes, by=editor, at=now())
        if position >= STATES.index("ready"):
            readiness.made_ready(one.pk, _reasons(one), by=editor, at=now())
        if position >= STATES.index("submitted"):
            world.things[f"submission_{state}"] = made_submitted(one, signatory)
        if position >= STATES.index("accepted"):
            intake.accepted(one.pk, by=registrar, at=now())
        one.refresh_from_db()
        world.attestations[state] = one
    other = acting(world.people[Kind.OTHER_OWNER])
    scope = scope_of(world.organisations["other"], "chips")
    world.things["other_scope"] = scope
    one = opened(scope.pk, edition.pk, now().date(), by=other, at=now())
    world.attestations["other"] = one
    _emergencies(world)


def _emergencies(world: World) -> None:
    """An operator asks to read the draft; the attestation of another member is open to her."""
    operator, registrar = (acting(world.people[k]) for k in (Kind.OPERATOR, Kind.REGISTRAR))
    for name, state in (("emergency", "draft"), ("emergency_open", "other")):
        one = world.attestations[state].pk
        world.things[name] = emergency.asked(one, "A page fails.", 2, by=operator, at=now())
    emergency.granted(one, world.things["emergency_open"].pk, by=registrar, at=now())


def _reasons(attestation: Attestation) -> dict[str, str]:
    from attestations.reading import draft_of

    fresh = Attestation.objects.select_related("scope__organisation", "edition").get(
        pk=attestation.pk
    )
    found = draft_of(fresh).picture(now().date())
    return {each.key: "It is so by decision of the board." for each in found.warnings}


def _engagements(world: World) -> None:
    for position, state in enumerate(STATES):
        if position < STATES.index("requested"):
            continue
        one = requested(world, world.attestations[state])
        world.engagements[state] = one
        if position >= STATES.index("offered"):
            offered(world, one)
        if position >= STATES.index("begun"):
            begun(world, one)
        if position >= STATES.index("assessed"):
            assessed(world, one, findings_planned=state == "assessed")
        if position >= STATES.index("unconfirmed"):
            remark = recommended(world, one)
            if state == "unconfirmed":
                world.things["remark"] = remark
        if position >= STATES.index("recommended"):
            confirmed(world, one)
        if position >= STATES.index("decided"):
            world.things["decision"] = decided(world, one)
        one.refresh_from_db()
        world.attestations[state].refresh_from_db()
    world.things["conflict"] = conflicted(world, world.engagements["begun"])
    people = world.engagements["offered"].people
    world.things["engagement_person"] = people.get(role=Role.ASSESSOR.value)


def requested(world: World, attestation: Attestation) -> Engagement:
    owner = acting(world.people[Kind.OWNER])
    body = world.organisations["body"].pk
    return engagement.requested(attestation.pk, body, by=owner, at=now())


def offered(world: World, one: Engagement) -> None:
    people = world.people
    team = engagement.Team(
        people[Kind.LEAD].pk, (people[Kind.ASSESSOR].pk,), (people[Kind.REVIEWER].pk,)
    )
    engagement.offered(one.pk, team, by=acting(people[Kind.BODY_ADMIN]), at=now())


def conflicted(world: World, one: Engagement) -> Conflict:
    """Somebody who worked for the member; the body asks that it be lifted."""
    at, admin = now(), acting(world.people[Kind.BODY_ADMIN])
    user = person(world.organisations["body"], Role.ASSESSOR, "Conflicted Assessor Person")
    named_person(locked(one.pk), user.pk, Role.ASSESSOR, by=admin, at=at)
    worked_there = Declared("employment", world.organisations["member"].pk, "")
    found = interests.declared_interests(one.pk, [worked_there], by=acting(user), at=at)
    lifting.asked(found[0].pk, "She left before the scope began.", by=admin, at=at)
    return found[0]


def begun(world: World, one: Engagement) -> None:
    for kind in (Kind.LEAD, Kind.ASSESSOR, Kind.REVIEWER):
        interests.declared_interests(one.pk, [], by=acting(world.people[kind]), at=now())
    owner = acting(world.people[Kind.OWNER])
    activation.without_objection(one.pk, by=owner, at=now())
    agree_on_plan(one, acting(world.people[Kind.LEAD]), owner)


def assessed(world: World, one: Engagement, *, findings_planned: bool) -> None:
    """Plan frozen, every verdict given and agreed; a finding, raised and planned where wished."""
    lead, assessor, reviewer = (
        acting(world.people[kind]) for kind in (Kind.LEAD, Kind.ASSESSOR, Kind.REVIEWER)
    )
    sign_checkpoint()
    plan.frozen(one.pk, by=lead, at=now())
    one.refresh_from_db()
    judging.given(one.pk, [_given(row) for row in papers_of(one).rows], by=assessor, at=now())
    if findings_planned:
        number = findings.raised(
            one.pk, "GOV-02.all", Grade.MINOR, f"{SECRET} is thin.", by=lead, at=now()
        ).number
        world.things["finding_number"] = number
        world.things["disputed_number"] = findings.raised(
            one.pk, "GOV-03.all", Grade.MINOR, f"{SECRET} is late.", by=lead, at=now()
        ).number
    versions: Mapping[UUID, int] = {v.pk: v.version for v in one.verdicts.all()}
    judging.reviewed(one.pk, versions, Review.AGREED, "", by=reviewer, at=now())
    recommendation.shared(one.pk, by=lead, at=now())
    if findings_planned:
        owner, number = acting(world.people[Kind.OWNER]), world.things["disputed_number"]
        disputing.disputed(one.pk, number, f"{SECRET} was in time.", by=owner, at=now())
        wish = clarification.Wish(
            "GOV-02.all",
            ClarificationKind.QUESTION,
            f"Where is {SECRET}?",
            clarification.usual_due(now().date()),
            (keep("systems.txt", [RECORDS + b"Which of these?"]),),
        )
        asked = clarification.asked(one.pk, wish, by=assessor, at=now())
        world.things["question_number"] = asked.number
        world.things["question_file"] = asked.entries.get().files.get()


def _given(row: Any) -> Given:
    level = min(row.claim.level or 0, 3)
    below = level < 3
    return Given(
        key=row.key,
        seen=0,
        level=level,
        confidence=Confidence.HIGH.value,
        reason="Seen and sampled; it is as claimed.",
        reason_code=ReasonCode.values[0] if below else "",
        evidence={judged.piece.id: EvidenceView(accepted=True) for judged in row.evidence},
    )


def recommended(world: World, one: Engagement) -> Remark:
    """Remarked on, answered, and recommended by the lead."""
    owner, lead = (acting(world.people[kind]) for kind in (Kind.OWNER, Kind.LEAD))
    remark = recommendation.remarked(one.pk, f"{SECRET} is better.", by=owner, at=now())
    remark_answers.answered(one.pk, remark.pk, "Seen again.", by=lead, at=now())
    one.refresh_from_db()
    wish = recommendation.Recommended(Outcome.NOT_CONFORMING, "As the working papers show.")
    recommendation.recommended(one.pk, wish, by=lead, at=now())
    return remark


def confirmed(world: World, one: Engagement) -> None:
    newest = one.recommendations.latest("sequence")
    admin = acting(world.people[Kind.BODY_ADMIN])
    confirming.confirmed(one.pk, newest.pk, by=admin, at=now())


def decided(world: World, one: Engagement) -> Any:
    newest = one.recommendations.latest("sequence")
    conclusion = decision.Conclusion(Outcome.NOT_CONFORMING, "As recommended.")
    by = acting(world.people[Kind.DECISION_MAKER])
    return decision.decided(one.pk, newest.pk, conclusion, by=by, at=now())


def _keys(world: World) -> None:
    """A key in use, and one that another key custodian asks for."""
    absent = acting(person(world.organisations["alliance"], Role.KEY_CUSTODIAN, "Absent Custodian"))
    first = beginning.begin_asked(made(), by=absent, at=now())
    confirms = acting(world.people[Kind.KEY_CUSTODIAN])
    world.things["seal_key"] = beginning.begun(first.pk, by=confirms, at=now())
    world.things["key_request"] = beginning.begin_asked(made(), by=absent, at=now())


def _published(world: World, edition: Edition) -> None:
    """A listed organisation of its own; the member under attack publishes nothing."""
    listed = org("open-ridge-systems", "Open Ridge Systems")
    world.organisations["listed"] = listed
    world.things["report"] = report_on(scope_of(listed), edition)
    full_of(world.things["report"])
    asks = acting(world.people[Kind.REGISTRAR])
    world.things["correction"] = correcting.asked(
        world.things["report"].pk, Code.RENDERING, "A word was cut off.", by=asks, at=now()
    )
    _keys(world)
    world.things["unpublished_report"] = report_on(
        scope_of(world.organisations["member"], "unlisted"),
        edition,
        kind="declared",
        state="signed",
    )


def _logged(world: World) -> None:
    """A signed checkpoint over what is in the log so far."""
    sign_checkpoint()
    checkpoint = latest_checkpoint()
    assert checkpoint is not None
    world.things["tile"] = f"000.p/{checkpoint.size}"
    answer = world.attestations["draft"].answers.exclude(layer="").first()
    assert answer is not None
    world.things["layered"] = answer.criterion.code


RANDOM = uuid4()
