"""The signatory's briefing, signing, recalling, and the receipt."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from accounts.one_person import one_person
from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from attestations import snapshot, submission
from attestations.dossier import dossier_of
from attestations.editions import use_of
from attestations.forms import RecallForm, StatementForm
from attestations.looking_views import is_not_looking, not_recorded
from attestations.models import Attestation, Submission
from attestations.presenting import content_rows, trail
from attestations.reading import thresholds_of
from attestations.receipt import receipt_bytes
from attestations.signatories import signatories_of
from attestations.status import Act, Status, not_open
from attestations.views import reachable, sent
from organisations.layers import TITLES
from organisations.permissions import Permission
from principles.scoring import Result, Thresholds

P = Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """The briefing, and what will be signed, whole; the POST signs and submits it."""
    one = reachable(request, P.ATTESTATION_SUBMIT, attestation_id)
    form = None
    if request.method != "POST" and is_not_looking(request):
        return not_recorded(request)
    if request.method == "POST" and one.status == Status.READY:
        read = submission.briefing_of(one, at=now())
        form = StatementForm(request.POST, request=request, briefing=read)
        if form.is_valid():
            try:
                signed = submission.submit(one.pk, form.statement(), by=request.actor)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                one = reachable(request, P.ATTESTATION_SUBMIT, attestation_id)
            else:
                messages.success(request, "The attestation has been submitted.")
                return redirect("attestations:receipt", signed.pk)
    if one.status != Status.READY:
        messages.error(request, f"There is nothing to sign: it is {one.status_words.lower()}.")
        return redirect("attestations:attestation", one.pk)
    return _briefing_page(request, one, form)


def _briefing_page(
    request: SignedInRequest, one: Attestation, form: StatementForm | None
) -> HttpResponse:
    """The briefing as it stands now; a form that was refused shows for which content it asks."""
    if request.method == "HEAD":  # nobody reads it
        briefing = submission.briefing_of(one, at=now())
    else:
        briefing = submission.open_briefing(one, by=request.actor)
    if form is None:
        form = StatementForm(request=request, briefing=briefing)
    else:
        form.show(briefing)
    today = now().date()
    same_person = one_person(request.user.pk, one.made_ready_by_id)
    dossier = dossier_of(one, briefing.content, today)
    context = {
        "attestation": one,
        "briefing": briefing,
        "dossier": dossier,
        "facts": dossier.facts,
        "working": dossier.facts.working,
        "form": form,
        "same_person": same_person,
        "others": signatories_of(one, but=one.made_ready_by_id) if same_person else (),
        "not_signable": use_of(one.edition).not_signable(today),
        "changed_since_ready": briefing.sha256 != one.ready_sha256,
        "trail": trail(one, "Read and sign"),
        **shown(one, briefing.content),
    }
    status = 422 if form.errors else 200
    return render(request, "attestations/sign.html", context, status=status)


def shown(attestation: Attestation, content: dict[str, Any]) -> dict[str, Any]:
    """What a page shows of a content: its answers by principle, its layers."""
    criteria = {each.code: each for each in attestation.edition.criteria.all()}
    rows = content_rows(content, criteria)
    return {
        "content": content,
        "principles": [
            {**principle, "rows": rows[principle["code"]]} for principle in content["principles"]
        ],
        "layers": [TITLES.get(layer, layer) for layer in content["scope"]["layers"]],
    }


def result_rows(content: dict[str, Any], result: Result, thresholds: Thresholds) -> dict[str, Any]:
    """The declared figures by principle for the bars, and the finding as their title."""
    scores = result.principles or {}
    rows = [
        {
            "code": each["code"],
            "name": each["title"],
            "declared": score.conformance_text if score else None,
            "assessed": None,
        }
        for each in content["principles"]
        for score in [scores.get(each["code"])]
    ]
    rated = [score for score in scores.values() if score]
    reach = sum(1 for score in rated if score.conformance >= thresholds.conform_pct)
    title = (
        f"By its own answers, {reach} of {len(rated)} principles reach {thresholds.conform_pct} %"
    )
    return {"bars": rows, "bars_title": title, "threshold": thresholds.conform_pct}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recall(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """The signatory takes the submission back, with a reason."""
    one = reachable(request, P.ATTESTATION_RECALL, attestation_id)
    form = RecallForm(sent(request), request=request)
    if request.method == "POST" and form.is_valid():
        try:
            submission.recall(one.pk, form.cleaned_data["reason"], by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The attestation is a draft again.")
            return redirect("attestations:attestation", one.pk)
    over = not_open(Act.RECALL, Status(one.status)) or submission.why_not_recalled(one)
    context = {
        "attestation": one,
        "form": form,
        "over": over if request.method != "POST" else "",
        "trail": trail(one, "Recall the submission"),
        "back_url": reverse("attestations:attestation", args=[one.pk]),
        "title": "Recall the submission",
        "lead": "It becomes a draft again. What was signed stays on record; the alliance's "
        "registrars cannot read it any more.",
        "button": "Recall the submission",
        "danger": True,
    }
    return render(
        request, "attestations/with_reason.html", context, status=422 if form.errors else 200
    )


def _submission(request: SignedInRequest, submission_id: UUID) -> Submission:
    rows = Submission.objects.where_user_may(P.ATTESTATION_READ, request.actor).select_related(
        "attestation__scope__organisation", "attestation__edition__framework", "signed_by"
    )
    return get_object_or_404(rows, pk=submission_id)


@login_required
@require_safe
def latest_receipt(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """Leads to the receipt of the newest submission."""
    one = reachable(request, P.ATTESTATION_READ, attestation_id)
    newest = get_object_or_404(one.submissions.order_by("-sequence")[:1])
    return redirect("attestations:receipt", newest.pk)


@login_required
@require_safe
def receipt(request: SignedInRequest, submission_id: UUID) -> HttpResponse:
    """What was signed, by whom, when, with its digest and its place in the public log."""
    found = _submission(request, submission_id)
    content = json.loads(bytes(found.content))
    one = found.attestation
    thresholds = thresholds_of(one.edition)
    result = snapshot.declared(content, signed_on=found.signed_at.date(), thresholds=thresholds)
    context = {
        "attestation": one,
        "submission": found,
        "result": result,
        **result_rows(content, result, thresholds),
        "trail": trail(one, "Receipt"),
        **shown(one, content),
    }
    return render(request, "attestations/receipt.html", context)


@login_required
@require_safe
def receipt_json(request: SignedInRequest, submission_id: UUID) -> HttpResponse:
    """The receipt for machines; with the salt, the holder can show what the log's leaf means."""
    found = _submission(request, submission_id)
    return HttpResponse(receipt_bytes(found), content_type="application/json")


@login_required
@require_safe
def content(request: SignedInRequest, submission_id: UUID) -> HttpResponse:
    """The exact bytes that were signed: canonical JSON whose SHA-256 the receipt names."""
    found = _submission(request, submission_id)
    response = HttpResponse(bytes(found.content), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="submission-{found.sha256[:12]}.json"'
    return response
