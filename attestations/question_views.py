"""The page of one answer, and its history."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from attestations import delegation, uploads
from attestations.addresses import principle_url
from attestations.asked_forms import form_of, is_short
from attestations.asking import Asking, asking_of
from attestations.beside import Beside, beside
from attestations.conflict_pages import conflict_page
from attestations.drafting import Conflict, Content, NoSuchQuestion, foreseen, saved
from attestations.evidence import Particulars, added
from attestations.evidence_files import NewFile
from attestations.merging import Said, Unsettled
from attestations.models import Answer, EvidenceKind
from attestations.presenting import (
    question_url,
    trail,
)
from attestations.question_forms import (
    ShortAnswerForm,
    ask_again_for_the_file,
)
from attestations.question_pages import answer_page, is_autosave, level_fragment
from attestations.settling import BothVersions, Choice, content_of, said_by
from attestations.vault import Stored, arriving
from organisations.permissions import Permission
from principles.answers import InvalidAnswer

P = Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(
    request: SignedInRequest, attestation_id: UUID, code: str, layer: str = ""
) -> HttpResponse:
    """One criterion (and layer): what is asked, the answer, its level, its evidence."""
    permission = P.ATTESTATION_ANSWER if request.method == "POST" else P.ANSWERS_READ
    asking = asking_of(request, permission, attestation_id, code, layer)
    earlier = None if is_short(request) else beside(asking, request.GET.get("use", ""))
    form = form_of(request, asking, earlier)
    if request.method != "POST":
        return answer_page(request, asking, form, earlier=earlier)
    if not form.is_valid():
        return _refused(request, asking, form, earlier)
    try:
        answer = _save(request, asking, form)
    except InvalidAnswer as problem:
        form.refuse(problem)
    except BothVersions as both:
        return conflict_page(request, asking, both, earlier)
    except NoSuchQuestion as error:
        raise Http404 from error
    except Refusal as refusal:
        form.add_error("new_file" if form.new_file else None, str(refusal))
    else:
        fresh = asking_of(request, permission, attestation_id, code, layer)
        return _saved(request, fresh, answer)
    return _refused(request, asking, form, earlier)


def _save(request: SignedInRequest, asking: Asking, form: ShortAnswerForm) -> Answer:
    """Save what was said, or what was chosen of two versions; raises `BothVersions`."""
    mine = said_by(form.content(Content.of(asking.answer)), form.evidence_ids())
    seen: int = form.cleaned_data["version"]
    choice = Choice.sent(request.POST)
    try:
        made = choice.made(asking.answer, mine) if choice else None
    except Unsettled as unsettled:
        raise BothVersions(asking.answer, mine, seen, unsettled.parts) from unsettled
    if choice and made is not None:
        mine, seen = made, choice.version
    try:
        return _save_said(request, asking, form, mine, seen)
    except Conflict as conflict:
        raise BothVersions(conflict.current, mine, seen) from conflict


def _save_said(
    request: SignedInRequest, asking: Asking, form: ShortAnswerForm, said: Said, seen: int
) -> Answer:
    upload = form.new_file
    if upload:
        foreseen(asking.answer, content_of(said), seen=seen)
    with arriving([(upload.name or "file", upload.chunks())] if upload else ()) as files:
        return _save_with(request, asking, form, said, seen, files)


@transaction.atomic(durable=True)
def _save_with(
    request: SignedInRequest,
    asking: Asking,
    form: ShortAnswerForm,
    said: Said,
    seen: int,
    files: Sequence[Stored],
) -> Answer:
    """Answer and new evidence in one transaction: both are there, or neither."""
    at = now()
    pieces = said.get("evidence")
    if files:
        what = Particulars(
            title=form.cleaned_data["new_title"] or files[0].name,
            kind=EvidenceKind.FILE,
            disclosure=form.cleaned_data["new_disclosure"] or "assessor",
            files=[NewFile.of(each) for each in files],
        )
        organisation_id = asking.attestation.scope.organisation_id
        pieces = {*(pieces or ()), added(organisation_id, what, by=request.actor, at=at).pk}
    return saved(
        asking.attestation.pk,
        *asking.place,
        content_of(said),
        seen=seen,
        evidence=pieces,
        by=request.actor,
        at=at,
    )


def _saved(request: SignedInRequest, asking: Asking, answer: Answer) -> HttpResponse:
    if is_autosave(request):
        level = level_fragment(request, asking, short=is_short(request))
        clock = f"{answer.saved_at:%H:%M:%S}"
        return JsonResponse({"version": answer.version, "saved_at": clock, "level": level})
    messages.success(request, f"{' '.join(asking.place).strip()} is saved.")
    if is_short(request):
        principle = asking.answer.criterion.principle.code
        return uploads.taken(request, principle_url(asking.attestation, principle, asking.place))
    if request.POST.get("then") == "next":
        return uploads.taken(request, _next_url(request, asking))
    return uploads.taken(request, question_url(asking.attestation, asking.place))


def _next_url(request: SignedInRequest, asking: Asking) -> str:
    """The next question that this person may answer, in the edition's order; else the task list."""
    codes = delegation.open_criteria(asking.attestation, P.ATTESTATION_ANSWER, request.actor)
    rows = asking.attestation.answers.order_by("criterion__order").values_list(
        "criterion__code", "layer"
    )
    layers = ["", *asking.attestation.layers]
    ordered = [row for row in rows if codes is None or row[0] in codes]
    order = {code: number for number, (code, _) in enumerate(ordered)}
    ordered.sort(key=lambda row: (order[row[0]], layers.index(row[1])))
    after = ordered[ordered.index(asking.place) + 1 :]
    if after:
        return question_url(asking.attestation, after[0])
    return trail(asking.attestation, "")[1]["url"]


def _refused(
    request: SignedInRequest, asking: Asking, form: ShortAnswerForm, earlier: Beside | None
) -> HttpResponse:
    if is_autosave(request):
        context = {"form": form}
        return render(request, "components/error_summary.html", context, status=422)
    if answer := uploads.refused(request, form):
        return answer
    ask_again_for_the_file(form, "new_file")
    return answer_page(request, asking, form, status=422, earlier=earlier)
