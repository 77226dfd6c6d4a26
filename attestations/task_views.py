"""The page of an attestation as a whole: where it stands, what is to do, whose move is next."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from accounts.models import User
from accounts.requests import SignedInRequest
from attestations import delegation, journey
from attestations.conformity import conformity
from attestations.handing_over import told_of
from attestations.models import Attestation, Grant
from attestations.presenting import Group, left_of_move, task_groups, trail
from attestations.reading import Draft, draft_of, thresholds_of
from attestations.signatories import signatories_of
from attestations.status import EDITABLE, Status
from attestations.story import story_of
from attestations.task_list import People, task_list
from attestations.views import reachable
from organisations.layers import TITLES
from organisations.models import held_by
from organisations.permissions import Permission
from principles.scoring import shown

P = Permission
# act on the page -> (permission, states in which it is offered)
OFFERED: Final = {
    "carry": (P.ATTESTATION_OPEN, tuple(Status)),
    "answer": (P.ATTESTATION_ANSWER, EDITABLE),
    "make_ready": (P.ATTESTATION_MAKE_READY, EDITABLE),
    "delegate": (P.ATTESTATION_DELEGATE, EDITABLE),
    "reopen": (P.ATTESTATION_REOPEN, (Status.READY,)),
    "sign": (P.ATTESTATION_SUBMIT, (Status.READY,)),
    "recall": (P.ATTESTATION_RECALL, (Status.SUBMITTED, Status.ACCEPTED)),
    "cancel": (
        P.ATTESTATION_CANCEL,
        (Status.DRAFT, Status.RETURNED, Status.READY, Status.SUBMITTED),
    ),
    "request": (P.ENGAGEMENT_REQUEST, (Status.ACCEPTED,)),
    "close": (P.ATTESTATION_CLOSE_DECLARED, (Status.ACCEPTED,)),
}
JOINED: Final = (
    "scope__organisation",
    "edition__framework",
    "edition__use",
    "carried_from__edition",
    "opened_by",
    "made_ready_by",
)


@login_required
@require_safe
def attestation(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """The task list; a contributor's holds what is delegated. Readers of submissions go there."""
    own = Attestation.objects.where_user_may(P.ANSWERS_READ, request.actor)
    one = own.select_related(*JOINED).filter(pk=attestation_id).first()
    if one is None:
        reachable(request, P.ATTESTATION_READ, attestation_id)
        return redirect("attestations:intake", attestation_id)
    codes = delegation.open_criteria(one, P.ANSWERS_READ, request.actor)
    draft = draft_of(one)
    delegations = list(delegation.standing(one))
    context = _standing(draft, codes)
    groups = context["groups"]
    people = _people(request, draft, delegations)
    context |= {
        "attestation": one,
        "list": task_list(draft, context["picture"], groups, people, request.GET.get("show", "")),
        "team": _team(delegations, groups),
        "events": _events(one),
        "signatories": _signatories(one),
        "mine": [each for each in delegations if each.user_id == request.actor.user_id],
        "layers": [TITLES[layer] for layer in one.layers],
        "trail": trail(one),
        "acts": offered(request.actor, one),
        "told": told_of(one, request.actor) if codes is None else [],
        **_alliance(request.actor, one),
    }
    return render(request, "attestations/attestation.html", context)


def _alliance(actor: Actor, one: Attestation) -> dict[str, Any]:
    """For the member's own readers: who of the alliance asked to read it; one statement."""
    held, slug = held_by(actor), one.scope.organisation.slug
    own = one.scope.organisation_id in held.granting(P.ANSWERS_READ).organisations
    rows = one.emergency_accesses.select_related("asked_by", "decided_by", "ended_by")
    return {
        "own": own,
        "slug": slug,
        "emergencies": list(rows) if own else [],
        "sees_looks": one.scope.organisation_id in held.granting(P.JOURNAL_READ).organisations,
    }


def _standing(draft: Draft, codes: frozenset[str] | None) -> dict[str, Any]:
    """Progress and conformity, the editions' story, the line of steps: three things kept apart."""
    one, today = draft.attestation, now().date()
    before = one.status in (*EDITABLE, Status.READY)
    # What was signed is shown as it was worth on that day: plans are counted from it.
    signed_on = one.submitted_at.date() if one.submitted_at and not before else None
    picture = draft.picture(signed_on or today)
    story = story_of(one, whole=codes is None, today=today)
    groups = task_groups(draft, picture, codes, story.fates)
    begun = any(answer.version for answer in draft.answers.values())
    thresholds = thresholds_of(one.edition)
    known = conformity(draft.asked, picture, layers=one.layers, target=thresholds.target)
    return {
        "picture": picture,
        "groups": groups,
        "story": story,
        "whole": codes is None,
        "begun": begun,
        "done": sum(group.progress.done for group in groups),
        "total": sum(group.progress.total for group in groups),
        "conformity": known,
        "known": _known(draft, known.principles),
        "thresholds": thresholds,
        "threshold": shown(thresholds.conform_pct, 1),
        "signed_on": signed_on,
        "left_of_move": left_of_move(groups) if one.status in EDITABLE else (),
        "editable": one.status in EDITABLE,
        "before_submission": before,
        "line": journey.line(
            Status(one.status), begun=begun, complete=picture.progress.is_complete
        ),
    }


def _known(draft: Draft, known: Iterable[Any]) -> list[dict[str, Any]]:
    titles = {principle.code: principle.title for principle in draft.principles}
    return [{"title": titles[each.code], "known": each} for each in known]


def _people(request: SignedInRequest, draft: Draft, delegations: Iterable[Grant]) -> People:
    """Names of those who saved an answer or have criteria; one statement."""
    savers = {answer.saved_by_id for answer in draft.answers.values() if answer.version}
    names = {each.pk: str(each) for each in User.objects.filter(pk__in=savers)}
    delegated = {each.user_id: each.criteria or () for each in delegations if each.user_id}
    names |= {each.user_id: str(each.user) for each in delegations if each.user_id}
    return People(request.actor.user_id, names, delegated)


def _team(delegations: Iterable[Grant], groups: Iterable[Group]) -> list[dict[str, Any]]:
    """Who has what, and how far each is."""
    tasks = [task for group in groups for task in group.tasks]
    found = []
    for each in delegations:
        theirs = [task for task in tasks if task["place"][0] in (each.criteria or ())]
        done = sum(1 for task in theirs if task["answered"])
        found.append({"grant": each, "done": done, "total": len(theirs)})
    return found


def _signatories(one: Attestation) -> list[User]:
    """Who can sign it now: those for whom it waits."""
    ready = one.status == Status.READY
    return signatories_of(one, but=one.made_ready_by_id) if ready else []


def _events(one: Attestation) -> list[dict[str, Any]]:
    """What has happened to it, newest first, from its own row and its submissions; one statement."""
    events: list[dict[str, Any]] = [{"at": one.opened_at, "text": "Opened", "by": one.opened_by}]
    events += [
        {"at": each.signed_at, "text": "Signed and submitted", "by": each.signed_by}
        for each in one.submissions.select_related("signed_by").defer("content")
    ]
    if one.made_ready_at and one.made_ready_by:
        events.append({"at": one.made_ready_at, "text": "Made ready", "by": one.made_ready_by})
    if one.accepted_at:
        events.append({"at": one.accepted_at, "text": "Accepted by the registrar"})
    return sorted(events, key=lambda event: event["at"], reverse=True)


def offered(actor: Actor, one: Attestation) -> dict[str, bool]:
    """Which acts the page offers to this person now, in one statement however many there are."""
    asked = {
        name: permission for name, (permission, states) in OFFERED.items() if one.status in states
    }
    rights = {
        f"may_{name}": Exists(
            Attestation.objects.where_user_may(permission, actor).filter(pk=OuterRef("pk"))
        )
        for name, permission in asked.items()
    }
    row = Attestation.objects.filter(pk=one.pk).order_by().values(**rights).get()
    return {name: bool(row.get(f"may_{name}")) for name in OFFERED}
