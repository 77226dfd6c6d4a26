"""A member's side: scopes, evidence, answers, signing; and the registrar's intake."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.timezone import now

from attestations import drafting, intake, opening, readiness, submission
from attestations.delegation import delegate
from attestations.figures import Basis, Figure, wanted_period
from attestations.models import Answer, Attestation, Evidence
from attestations.reading import draft_of
from attestations.statement import Statement
from demonstration.content import Reply, Story, Way, alliance, dated, replies_of
from demonstration.library import added_piece
from demonstration.stage import Stage, happened, organisation_of
from organisations.models import Scope
from organisations.permissions import Role
from organisations.scope_statement import PARTS, ScopeStatement
from organisations.scopes import ScopeText, make_scope
from principles.models import Edition
from principles.vocabulary import AnswerType

AS_OF_DAYS_AGO: Final = 12
DELEGATED: Final = "SUP"
# Said of every warning that making ready asks a reason for; each has its sentence in the file.
PLANNED: Final = "The answer says why, and what will be done about it."


def prepared(stage: Stage, story: Story) -> None:
    """The member's scopes and its library of evidence."""
    organisation = organisation_of(story)
    editor = stage.actor(story, Role.EDITOR)
    for scope in story.scopes:
        if not organisation.scopes.filter(slug=scope["slug"]).exists():
            statement = ScopeStatement(*(dated(scope[part], as_of_day()) for part in PARTS))
            text = ScopeText(scope["slug"], scope["title"], statement, scope["layers"])
            make_scope(organisation, text, by=editor)
            stage.tell(f"{organisation.name} describes the scope “{scope['title']}”.")
    held = set(organisation.evidence.values_list("title", flat=True))
    missing = [piece for piece in story.evidence.values() if piece.title not in held]
    for piece in missing:
        added_piece(organisation, piece, as_of_day(), by=editor)
    if missing:
        stage.tell(f"{organisation.name} adds {len(missing)} pieces of evidence to its library.")


def as_of_day() -> date:
    """The as-of date of what is declared now."""
    return now().date() - timedelta(days=AS_OF_DAYS_AGO)


def declared(stage: Stage, story: Story, scope: Mapping[str, Any]) -> None:
    """Take the scope's attestation from opening to acceptance, as far as its way goes."""
    way = Way(scope["way"])
    if not way.reaches(Way.DRAFT):
        return
    attestation = _opened(stage, story, scope)
    if not happened("attestation.made_ready", attestation):
        _answered(stage, story, scope, attestation)
    if way.reaches(Way.READY) or way is Way.RETURNED:
        _signed_and_taken_in(stage, story, scope, attestation, way)


def attestation_of(story: Story, scope: Mapping[str, Any]) -> Attestation | None:
    """The scope's first attestation, the one that the seeding opened."""
    found: Attestation | None = (
        Attestation.objects.filter(scope__organisation__slug=story.slug, scope__slug=scope["slug"])
        .select_related("scope__organisation", "edition__framework")
        .order_by("opened_at")
        .first()
    )
    return found


def _opened(stage: Stage, story: Story, scope: Mapping[str, Any]) -> Attestation:
    found = attestation_of(story, scope)
    if found is not None:
        return found
    row = Scope.objects.get(organisation__slug=story.slug, slug=scope["slug"])
    today = now().date()
    edition = Edition.objects.in_force(today).open_to(today).latest("effective_on")
    attestation = opening.open_attestation(
        row.pk, edition.pk, as_of_day(), by=stage.actor(story, Role.EDITOR)
    )
    stage.tell(f"{row.organisation.name} opens an attestation of “{row.title}”.")
    return attestation


def _answered(
    stage: Stage, story: Story, scope: Mapping[str, Any], attestation: Attestation
) -> None:
    """Save what has not been answered yet; the contributor answers what was delegated to her."""
    blank = Answer.objects.filter(attestation=attestation, version=0)
    versions = {(each.criterion.code, each.layer) for each in blank.select_related("criterion")}
    draft = draft_of(attestation)
    rules = {criterion.code: criterion.rule for criterion in draft.criteria}
    said = replies_of(story, scope, rules, list(draft.answers), attestation.as_of)
    todo = {place: reply for place, reply in said.items() if place in versions}
    if not todo:
        return
    _delegated(stage, story, attestation, sorted({code for code, _ in said}))
    pieces = dict(Evidence.objects.filter(organisation__slug=story.slug).values_list("title", "pk"))
    keys = {key: pieces[piece.title] for key, piece in story.evidence.items()}
    for (code, layer), reply in todo.items():
        role = Role.CONTRIBUTOR if code.startswith(DELEGATED) else Role.EDITOR
        drafting.save_answer(
            attestation.pk,
            code,
            layer,
            _content(reply, rules[code], attestation.as_of),
            seen=0,
            evidence=[keys[key] for key in reply.evidence],
            by=stage.actor(story, role),
        )
    stage.tell(f"{attestation.scope.organisation.name} gives {len(todo)} answers.")


def _delegated(stage: Stage, story: Story, attestation: Attestation, codes: list[str]) -> None:
    mine = [code for code in codes if code.startswith(DELEGATED)]
    if mine and not happened("attestation.delegated", attestation):
        contributor = story.people_as(Role.CONTRIBUTOR)[0]
        delegate(
            attestation.pk, stage.user_id(contributor), mine, by=stage.actor(story, Role.EDITOR)
        )


def _content(reply: Reply, rule: Mapping[str, Any], as_of: date) -> drafting.Content:
    return drafting.Content(
        response=reply.response,
        figure=figure_of(reply, rule, as_of),
        reason=reply.reason,
        not_applicable=reply.not_applicable,
        plan=reply.plan,
        plan_due=reply.plan_due,
    )


def figure_of(reply: Reply, rule: Mapping[str, Any], as_of: date) -> dict[str, Any] | None:
    """How a figure was taken: over all cases of the period that the criterion asks for."""
    if rule["type"] != AnswerType.METRIC or "value" not in (reply.response or {}):
        return None
    period = wanted_period(rule, as_of) or (as_of, as_of)
    population = rule.get("denominator") or rule.get("numerator") or rule["metric"]
    return Figure(population, *period, Basis.ALL).data


def _signed_and_taken_in(
    stage: Stage, story: Story, scope: Mapping[str, Any], attestation: Attestation, way: Way
) -> None:
    name = f"“{attestation.scope.title}” of {attestation.scope.organisation.name}"
    if not happened("attestation.made_ready", attestation):
        warnings = draft_of(attestation).picture(now().date()).warnings
        reasons = {each.key: scope.get("warnings", PLANNED) for each in warnings}
        readiness.make_ready(attestation.pk, reasons, by=stage.actor(story, Role.EDITOR))
        stage.tell(f"{name} is ready to sign.")
    goes_on = way.reaches(Way.SUBMITTED) or way is Way.RETURNED
    if goes_on and not happened("attestation.submitted", attestation):
        _signed(stage, story, scope, attestation)
        stage.tell(f"{name} is signed and submitted.")
    registrar = stage.actor(alliance(), Role.REGISTRAR)
    if way is Way.RETURNED and not happened("attestation.returned", attestation):
        intake.return_attestation(attestation.pk, scope["return_items"], by=registrar)
        stage.tell(f"{name} is returned: {len(scope['return_items'])} items are incomplete.")
    if way.reaches(Way.ACCEPTED) and not happened("attestation.accepted", attestation):
        intake.accept(attestation.pk, by=registrar)
        stage.tell(f"{name} is accepted.")


def _signed(stage: Stage, story: Story, scope: Mapping[str, Any], attestation: Attestation) -> None:
    """The signatory reads the briefing and signs exactly what it shows."""
    signatory = stage.actor(story, Role.SIGNATORY)
    fresh = Attestation.objects.select_related("scope__organisation", "edition__framework")
    with transaction.atomic():
        briefing = submission.briefing_of(fresh.get(pk=attestation.pk), at=now())
        submission.briefed(briefing.attestation, briefing.sha256, by=signatory, at=now())
    statement = Statement(
        text=briefing.statement,
        version=briefing.version,
        authority=dated(scope["authority"], attestation.as_of),
        publish_declared=scope.get("publish_declared", False),
        sha256=briefing.sha256,
    )
    submission.submit(attestation.pk, statement, by=signatory)
