"""The page of one answer, and its history."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from attestations import delegation, uploads
from attestations.addresses import principle_url
from attestations.asked_forms import form_of, is_short
from attestations.asking import FOR_A_SAVE, Asking, asking_of
from attestations.attachable import library_of
from attestations.beside import Beside, beside
from attestations.carry_over import moved_to
from attestations.conflict_pages import conflict_page
from attestations.drafting import Conflict, Content, NoSuchQuestion, foreseen, saved
from attestations.evidence import Particulars, added
from attestations.evidence_files import NewFile
from attestations.merging import Said, Unsettled
from attestations.models import EvidenceKind
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
    if request.method == "POST":
        asking = asking_of(request, P.ATTESTATION_ANSWER, attestation_id, code, layer, FOR_A_SAVE)
        return _answered(request, asking, form_of(request, asking, None))
    asking = asking_of(request, P.ANSWERS_READ, attestation_id, code, layer)
    earlier = beside(asking, request.GET.get("use", ""))
    return answer_page(request, asking, form_of(request, asking, earlier), earlier=earlier)


def _answered(request: SignedInRequest, asking: Asking, form: ShortAnswerForm) -> HttpResponse:
    """What was sent is saved, or comes back with the reason why not."""
    if not form.is_valid():
        return _refused(request, asking, form)
    try:
        done = _save(request, asking, form)
    except InvalidAnswer as problem:
        form.refuse(problem)
    except BothVersions as both:
        return conflict_page(request, asking, both, _earlier(request, asking))
    except NoSuchQuestion as error:
        raise Http404 from error
    except Refusal as refusal:
        form.add_error("new_file" if form.new_file else None, str(refusal))
    else:
        return _saved(request, done)
    return _refused(request, asking, form)


def _earlier(request: SignedInRequest, asking: Asking) -> Beside | None:
    return None if is_short(request) else beside(asking, request.GET.get("use", ""))


def _save(request: SignedInRequest, asking: Asking, form: ShortAnswerForm) -> Asking:
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
) -> Asking:
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
) -> Asking:
    """Answer and new evidence in one transaction: both are there, or neither."""
    at = now()
    ids, known = said.get("evidence"), form.ticked()
    if files:
        what = Particulars(
            title=form.cleaned_data["new_title"] or files[0].name,
            kind=EvidenceKind.FILE,
            disclosure=form.cleaned_data["new_disclosure"] or "assessor",
            files=[NewFile.of(each) for each in files],
        )
        organisation_id = asking.attestation.scope.organisation_id
        piece = added(organisation_id, what, by=request.actor, at=at)
        ids, known = {*(ids or ()), piece.pk}, known | {piece.pk: piece}
    answer = saved(
        asking.attestation.pk,
        *asking.place,
        content_of(said),
        seen=seen,
        evidence=ids,
        by=request.actor,
        at=at,
        criterion=asking.answer.criterion,
        affirms=not is_autosave(request),
    )
    is_known = ids is not None and set(ids) <= set(known)
    return asking.answered(answer, [known[each] for each in ids or ()] if is_known else None)


def _saved(request: SignedInRequest, asking: Asking) -> HttpResponse:
    if is_autosave(request):
        answer, level = asking.answer, level_fragment(asking, short=is_short(request))
        clock = f"{answer.saved_at:%H:%M:%S}"
        return JsonResponse({"version": answer.version, "saved_at": clock, "level": level})
    url = question_url(asking.attestation, asking.place)
    if is_short(request):
        principle = asking.answer.criterion.principle.code
        return redirect(principle_url(asking.attestation, principle, asking.place, saved=True))
    # The script forgets what it has kept of this form.
    messages.success(request, f"{' '.join(asking.place).strip()} is saved.", extra_tags=url)
    if request.POST.get("then") == "next":
        return uploads.taken(request, _next_url(request, asking))
    return uploads.taken(request, url)


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
    # A delegation may have ended since the answer was saved.
    after = ordered[ordered.index(asking.place) + 1 :] if asking.place in ordered else []
    if after:
        return question_url(asking.attestation, after[0])
    return trail(asking.attestation, "")[1]["url"]


def _refused(request: SignedInRequest, asking: Asking, form: ShortAnswerForm) -> HttpResponse:
    if is_autosave(request):
        context = {"form": form, "moved_to": moved_to(asking.attestation)}
        return render(request, "attestations/autosave_refused.html", context, status=422)
    if answer := uploads.refused(request, form):
        return answer
    ask_again_for_the_file(form, "new_file")
    earlier = _earlier(request, asking)
    if not is_short(request):
        form.offer(library_of(asking, earlier))
    return answer_page(request, asking, form, status=422, earlier=earlier)
