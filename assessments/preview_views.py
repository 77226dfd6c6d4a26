"""A draft edition's criterion as assessors will see it: the page of its verdict, nothing saved."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from assessments.claims import Claim, Piece
from assessments.engagement_views import sent
from assessments.plan import METHODS
from assessments.verdict_forms import VerdictForm
from assessments.working_papers import Judged, Row
from attestations.preview_views import layers_of, previewed
from principles.models import Criterion

TARGET: Final = 3
EXAMPLE: Final = Piece(
    id=str(UUID(int=0)),
    title="An example of evidence",
    kind="file",
    disclosure="assessor",
    url="",
    files=(),
)
CLAIM: Final = Claim(
    words="What the member answers stands here.",
    reason="",
    not_applicable=False,
    level=TARGET,
    level_reason="",
    plan="",
    plan_due=None,
    evidence=(EXAMPLE,),
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: SignedInRequest, edition_id: UUID, code: str) -> HttpResponse:
    """The assessor's page of a criterion; the POST says whether the verdict could be given."""
    criterion = previewed(request, edition_id, code)
    edition = criterion.edition
    words = {str(level): str(text) for level, text in edition.rubric["levels"].items()}
    rows = [_row(criterion, layer) for layer, _ in layers_of(criterion) or [("", "")]]
    forms = [VerdictForm(sent(request), row=row, target=TARGET, words=words) for row in rows]
    wrong = request.method == "POST" and bool([form for form in forms if not form.is_valid()])
    if request.method == "POST" and not wrong:
        messages.info(request, "Said like this, it could be saved.")
    methods = criterion.assessment.get("methods", [])
    context = {
        "preview": True,
        "edition": edition,
        "criterion": criterion,
        "principle": criterion.principle,
        "rows": list(zip(rows, forms, strict=True)),
        "forms": forms,
        "any_errors": wrong,
        "may_give": True,
        "methods": [METHODS.get(each, each) for each in methods],
        "target": TARGET,
        "level_words": sorted(words.items()),
    }
    status = 422 if wrong else 200
    return render(request, "assessments/criterion.html", context, status=status)


def _row(criterion: Criterion, layer: str) -> Row:
    return Row(
        criterion=criterion,
        principle=criterion.principle,
        layer=layer,
        claim=CLAIM,
        evidence=(Judged(EXAMPLE, None),),
        verdict=None,
        no_evidence_cap=int(criterion.edition.scoring["no_evidence_cap"]),
    )
