"""A draft edition's criterion as members will see it: the page of one answer, and nothing saved."""

from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from attestations.models import Answer, Attestation, Evidence, EvidenceKind
from attestations.presenting import level_told, methods_told, sources, thresholds
from attestations.question_forms import AnswerForm
from attestations.rating import BLANK, Given, Rating, rated
from attestations.reading import asked_of
from attestations.views import sent
from organisations.layers import TITLES
from organisations.permissions import Permission
from principles.answers import InvalidAnswer
from principles.models import Criterion, Edition

# A piece that can be ticked, so that a level above 1 can be tried.
EXAMPLE: Final = UUID(int=0)


def previewed(request: SignedInRequest, edition_id: UUID, code: str) -> Criterion:
    """The criterion of a draft, if this person writes editions; else it does not exist."""
    drafts = Edition.objects.where_user_may(Permission.EDITION_WRITE, request.actor)
    rows = Criterion.objects.filter(edition__in=drafts.filter(published_at=None))
    rows = rows.select_related("edition__framework", "principle")
    return get_object_or_404(rows, edition=edition_id, code=code)


def layers_of(criterion: Criterion) -> list[tuple[str, str]]:
    """The layers for each of which it is answered, with their titles; none where it is not."""
    named = {row["id"]: row["title"] for row in criterion.edition.layers}
    if not criterion.per_layer:
        return []
    return [(slug, named.get(slug, slug)) for slug in criterion.applies_to]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: SignedInRequest, edition_id: UUID, code: str) -> HttpResponse:
    """The member's page of a criterion; the POST shows the level of what was typed."""
    criterion = previewed(request, edition_id, code)
    layers = layers_of(criterion)
    slugs = [slug for slug, _ in layers]
    wanted = request.GET.get("layer", "")
    layer = wanted if wanted in slugs else next(iter(slugs), "")
    example = Evidence(pk=EXAMPLE, title="An example of evidence", kind=EvidenceKind.FILE)
    files = request.FILES if request.method == "POST" else None
    form = AnswerForm(
        sent(request),
        files,
        criterion=criterion,
        library=[example],
        as_of=now().date(),
        initial={"version": 0},
    )
    rating = _rating(criterion, layer, form)
    attestation = Attestation(edition=criterion.edition, as_of=now().date())
    context = {
        "preview": True,
        "edition": criterion.edition,
        "layers": layers,
        "layer_slug": layer,
        "attestation": attestation,
        "criterion": criterion,
        "answer": Answer(attestation=attestation, criterion=criterion, layer=layer),
        "form": form,
        "layer": dict(layers).get(layer, TITLES.get(layer, "")),
        "thresholds": thresholds(criterion.rule, layer),
        "sources": sources(criterion),
        "methods": methods_told(criterion),
        "can": True,
        "url": "",
        **level_told(rating),
    }
    status = 422 if form.errors else 200
    return render(request, "attestations/question.html", context, status=status)


def _rating(criterion: Criterion, layer: str, form: AnswerForm) -> Rating:
    one, given = asked_of(criterion, criterion.principle.code), BLANK
    if form.is_bound and form.is_valid():
        try:
            given = _given(form)
        except InvalidAnswer as problem:
            form.refuse(problem)
    return rated(one, given, layer, now().date())


def _given(form: AnswerForm) -> Given:
    content = form.content()
    return Given(
        response=content.response,
        reason=content.reason,
        not_applicable=content.not_applicable,
        evidence=len(form.evidence_ids()) + bool(form.new_file),
    )
