"""The page of one answer, and its history."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from attestations import delegation, uploads
from attestations.addresses import principle_url
from attestations.asking import Asking, asking_of
from attestations.beside import Beside, beside
from attestations.carry_over import moved_to
from attestations.drafting import Conflict, Content, NoSuchQuestion, foreseen, saved
from attestations.evidence import Particulars, added
from attestations.evidence_files import NewFile
from attestations.models import Answer, Evidence, EvidenceKind
from attestations.presenting import (
    affirm_url,
    answer_words,
    level_told,
    question_url,
    sources,
    thresholds,
    trail,
)
from attestations.principle_views import Refused, principle_page, short_form
from attestations.question_forms import (
    AnswerForm,
    ShortAnswerForm,
    ask_again_for_the_file,
    initial_of,
)
from attestations.status import EDITABLE
from attestations.vault import Stored, arriving
from attestations.views import may, sent
from organisations.layers import TITLES
from organisations.permissions import Permission
from principles.answers import InvalidAnswer

P = Permission
# Where a form was sent from, and where to go on, in its field `then`.
PRINCIPLE: Final = "principle"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(
    request: SignedInRequest, attestation_id: UUID, code: str, layer: str = ""
) -> HttpResponse:
    """One criterion (and layer): what is asked, the answer, its level, its evidence."""
    permission = P.ATTESTATION_ANSWER if request.method == "POST" else P.ANSWERS_READ
    asking = asking_of(request, permission, attestation_id, code, layer)
    short = request.POST.get("then") == PRINCIPLE
    earlier = None if short else beside(asking, request.GET.get("use", ""))
    form = _form(request, asking, earlier, short=short)
    if request.method != "POST":
        return _page(request, asking, form, earlier=earlier)
    if not form.is_valid():
        return _refused(request, asking, form, earlier)
    try:
        answer = _save(request, asking, form)
    except InvalidAnswer as problem:
        form.refuse(problem)
    except Conflict as conflict:
        return _both(request, asking, form, conflict, earlier)
    except NoSuchQuestion as error:
        raise Http404 from error
    except Refusal as refusal:
        form.add_error("new_file" if form.new_file else None, str(refusal))
    else:
        fresh = asking_of(request, permission, attestation_id, code, layer)
        return _saved(request, fresh, answer)
    return _refused(request, asking, form, earlier)


def _form(
    request: SignedInRequest, asking: Asking, earlier: Beside | None, *, short: bool
) -> ShortAnswerForm:
    """The form of the page that it was, or will be, sent from."""
    criterion = asking.answer.criterion
    if short:
        return short_form(criterion, asking.answer, sent(request))
    return AnswerForm(
        sent(request),
        request.FILES if request.method == "POST" else None,
        criterion=criterion,
        library=_library(request, asking, earlier),
        initial=_initial(asking, earlier),
    )


def _library(request: SignedInRequest, asking: Asking, earlier: Beside | None) -> list[Evidence]:
    """What she may attach: the pieces that she may read, and what is or was attached here."""
    rows = Evidence.objects.where_user_may(P.EVIDENCE_READ, request.actor).filter(
        organisation=asking.attestation.scope.organisation
    )
    before = [piece for each in earlier.earlier for piece in each.evidence] if earlier else []
    pieces = {piece.pk: piece for piece in (*asking.attached, *before, *rows)}
    return sorted(pieces.values(), key=lambda piece: piece.title.lower())


def _initial(asking: Asking, earlier: Beside | None) -> dict[str, Any]:
    """The saved answer; over it the earlier one that shall be used, with the evidence of both."""
    initial = initial_of(asking.answer, asking.attached)
    taken = earlier.initial if earlier else {}
    if taken:
        taken["evidence"] = sorted({*initial["evidence"], *taken["evidence"]})
    return initial | taken


def _save(request: SignedInRequest, asking: Asking, form: ShortAnswerForm) -> Answer:
    content = form.content(Content.of(asking.answer))
    upload = form.new_file
    if upload:
        foreseen(asking.answer, content, seen=form.cleaned_data["version"])
    with arriving([(upload.name or "file", upload.chunks())] if upload else ()) as files:
        return _save_with(request, asking, form, content, files)


@transaction.atomic(durable=True)
def _save_with(
    request: SignedInRequest,
    asking: Asking,
    form: ShortAnswerForm,
    content: Content,
    files: Sequence[Stored],
) -> Answer:
    """Answer and new evidence in one transaction: both are there, or neither."""
    at = now()
    pieces = form.evidence_ids()
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
        content,
        seen=form.cleaned_data["version"],
        evidence=pieces,
        by=request.actor,
        at=at,
    )


def _saved(request: SignedInRequest, asking: Asking, answer: Answer) -> HttpResponse:
    if _is_autosave(request):
        level = render_to_string(
            "attestations/level.html", level_told(asking.rating()), request=request
        )
        clock = f"{answer.saved_at:%H:%M:%S}"
        return JsonResponse({"version": answer.version, "saved_at": clock, "level": level})
    messages.success(request, f"{' '.join(asking.place).strip()} is saved.")
    then = request.POST.get("then")
    if then == PRINCIPLE:
        principle = asking.answer.criterion.principle.code
        return uploads.taken(request, principle_url(asking.attestation, principle, asking.place))
    if then == "next":
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
    if _is_autosave(request):
        context = {"form": form}
        return render(request, "components/error_summary.html", context, status=422)
    if answer := uploads.refused(request, form):
        return answer
    ask_again_for_the_file(form, "new_file")
    return _page(request, asking, form, status=422, earlier=earlier)


def _both(
    request: SignedInRequest,
    asking: Asking,
    form: ShortAnswerForm,
    conflict: Conflict,
    earlier: Beside | None,
) -> HttpResponse:
    """Both versions side by side; what was typed stays in the form, over the newer version."""
    theirs = conflict.current
    context = {
        "conflict": conflict,
        "rows": [
            *_differences(asking, theirs, conflict.mine),
            *_evidence_difference(asking, form),
        ],
        "url": question_url(asking.attestation, asking.place),
    }
    if _is_autosave(request):
        return render(request, "attestations/conflict.html", context, status=409)
    data = request.POST.copy()
    data["version"] = str(theirs.version)
    form.data = data
    form.errors.clear()
    return _page(request, asking, form, status=409, earlier=earlier, **context)


def _differences(asking: Asking, theirs: Answer, mine: Content) -> list[dict[str, Any]]:
    rule = asking.answer.criterion.rule
    pairs = [
        (
            "Answer",
            answer_words(rule, theirs.response, claimed=theirs.not_applicable),
            answer_words(rule, mine.response, claimed=mine.not_applicable),
        ),
        ("Reason", theirs.reason, mine.reason),
        ("Plan", theirs.plan, mine.plan),
        ("Done by", str(theirs.plan_due or ""), str(mine.plan_due or "")),
        ("Not sure yet", "Yes" if theirs.unsure else "No", "Yes" if mine.unsure else "No"),
    ]
    return [
        {"field": field, "theirs": left, "mine": right, "same": left == right}
        for field, left, right in pairs
    ]


def _evidence_difference(asking: Asking, form: ShortAnswerForm) -> list[dict[str, Any]]:
    if not isinstance(form, AnswerForm):
        return []
    titles = {piece.pk: piece.title for piece in asking.attached}
    mine = sorted(form.library[key].title for key in form.cleaned_data.get("evidence", ()))
    theirs = sorted(titles.values())
    return [
        {
            "field": "Evidence",
            "theirs": "; ".join(theirs),
            "mine": "; ".join(mine),
            "same": theirs == mine,
        }
    ]


def _page(
    request: SignedInRequest, asking: Asking, form: ShortAnswerForm, status: int = 200, **more: Any
) -> HttpResponse:
    attestation, answer = asking.attestation, asking.answer
    if not isinstance(form, AnswerForm):
        refused = Refused(asking.place, form, {**more, "status": status})
        return principle_page(request, attestation, answer.criterion.principle.code, refused)
    can = attestation.status in EDITABLE and (
        request.method == "POST" or may(request, P.ATTESTATION_ANSWER, attestation)
    )
    criterion = answer.criterion
    items = [i["text"] for i in attestation.return_items if i.get("criterion") == criterion.code]
    context = {
        "attestation": attestation,
        "criterion": criterion,
        "answer": answer,
        "form": form,
        "response_names": list(form.response_fields),
        "layer": TITLES.get(answer.layer, ""),
        "words": answer_words(criterion.rule, answer.response, claimed=answer.not_applicable),
        "attached": asking.attached,
        "thresholds": thresholds(criterion.rule, answer.layer),
        "sources": sources(criterion),
        "return_items": items,
        "can": can,
        "whole": asking.whole,
        "url": question_url(attestation, asking.place),
        "affirm_url": affirm_url(attestation, asking.place),
        "moved_to": moved_to(attestation),
        "trail": trail(attestation, criterion.code),
        **level_told(asking.rating()),
        **more,
    }
    return render(request, "attestations/question.html", context, status=status)


def _is_autosave(request: SignedInRequest) -> bool:
    return request.headers.get("X-Requested-With") == "autosave"
