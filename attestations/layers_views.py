"""Using the answer of one layer for the others: what would change where, then doing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from attestations.asking import Asking, asking_of
from attestations.drafting import Conflict, Content
from attestations.layers_alike import make_alike
from attestations.models import Answer
from attestations.presenting import question_url, trail, words_of
from attestations.rating import Given, Rating, rated
from attestations.reading import asked_of, given_of
from attestations.status import EDITABLE
from attestations.views import sent
from organisations.layers import TITLES
from organisations.permissions import Permission
from principles.answers import InvalidAnswer


@dataclass(frozen=True, slots=True)
class Other:
    """Another layer's answer as it stands, and the level that the copied answer would get there."""

    answer: Answer
    title: str
    words: str
    is_blank: bool
    is_same: bool
    would_be: Rating


class LayersForm(forms.Form):
    """For which layers the answer is used, over which of their versions.

    A layer whose answer says something else is never ticked beforehand.
    """

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, others: Sequence[Other], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.layers = [each.answer.layer for each in others if not each.is_same]
        for each in others:
            if each.is_same:
                continue
            name = each.answer.layer
            self.fields[f"use-{name}"] = forms.BooleanField(
                label=each.title, required=False, initial=each.is_blank
            )
            self.fields[f"seen-{name}"] = forms.IntegerField(
                min_value=0, initial=each.answer.version, widget=forms.HiddenInput
            )

    def clean(self) -> dict[str, Any]:
        """At least one layer is needed."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.targets():
            raise forms.ValidationError("Tick at least one layer, or go back to the answer.")
        return cleaned

    @property
    def lacks_a_layer(self) -> bool:
        """Whether a layer that said the same when the page was opened says something else now."""
        return any(f"seen-{name}" not in self.data for name in self.layers)

    def targets(self) -> dict[str, int]:
        """The version that was seen of each ticked layer."""
        said = self.cleaned_data
        return {name: said[f"seen-{name}"] for name in self.layers if said.get(f"use-{name}")}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def layers_alike(
    request: SignedInRequest, attestation_id: UUID, code: str, layer: str
) -> HttpResponse:
    """The other layers with their answers; the POST uses this layer's answer for those ticked."""
    asking = asking_of(request, Permission.ATTESTATION_ANSWER, attestation_id, code, layer)
    others = _others(asking)
    if not others or asking.answer.version == 0:
        messages.info(
            request,
            f"Answer {code} first; then the answer can be used elsewhere."
            if others
            else f"The attestation asks {code} for no other layer.",
        )
        return redirect(question_url(asking.attestation, asking.place))
    form = LayersForm(sent(request), others=others, initial={"version": asking.answer.version})
    if request.method == "POST" and form.lacks_a_layer:
        changed = "Nothing is copied. Another layer's answer has changed meanwhile. Look again."
        return _anew(request, asking, changed, 409)
    if request.method == "POST" and form.is_valid():
        try:
            done = make_alike(
                asking.attestation.pk,
                *asking.place,
                version=form.cleaned_data["version"],
                targets=form.targets(),
                by=request.actor,
            )
        except InvalidAnswer as problem:
            form.add_error(None, f"It cannot be used as it is. {problem.sentence}")
        except Conflict as conflict:
            return _anew(request, asking, f"Nothing is copied. {conflict}", 409)
        except Refusal as refusal:
            return _anew(request, asking, str(refusal), 409)
        else:
            names = ", ".join(TITLES.get(each.layer, each.layer) for each in done)
            messages.success(request, f"{code} is saved for {names} too.")
            return redirect(question_url(asking.attestation, asking.place))
    return _page(request, asking, form, others, 422 if form.errors else 200)


def _anew(request: SignedInRequest, asking: Asking, sentence: str, status: int) -> HttpResponse:
    """The page as things stand now: what was consented to was something else."""
    place = asking.attestation.pk, *asking.place
    fresh = asking_of(request, Permission.ATTESTATION_ANSWER, *place)
    others = _others(fresh)
    form = LayersForm(
        {"version": fresh.answer.version, **_seen(others)}, others=others, auto_id="id_%s"
    )
    form.errors.clear()
    form.add_error(None, sentence)
    return _page(request, fresh, form, others, status)


def _seen(others: Sequence[Other]) -> dict[str, int]:
    return {f"seen-{each.answer.layer}": each.answer.version for each in others}


def _others(asking: Asking) -> list[Other]:
    """The other layers that the attestation asks for; those whose answer differs come first."""
    rows = asking.attestation.answers.filter(criterion=asking.answer.criterion)
    rows = rows.exclude(layer=asking.answer.layer).prefetch_related("evidence")
    found = [_other(asking, row) for row in rows]
    return sorted(found, key=lambda each: (each.is_same, each.is_blank, each.title))


def _other(asking: Asking, row: Answer) -> Other:
    criterion = asking.answer.criterion
    attached = {piece.pk for piece in asking.attached}
    same = Content.of(row) == Content.of(asking.answer)
    given: Given = given_of(asking.answer, asking.attached)
    one = asked_of(criterion, criterion.principle.code)
    return Other(
        answer=row,
        title=TITLES.get(row.layer, row.layer),
        words=words_of(row, criterion.rule, layer=row.layer),
        is_blank=Content.of(row) == Content() and not row.evidence.all(),
        is_same=same and {piece.pk for piece in row.evidence.all()} == attached,
        would_be=rated(one, given, row.layer, asking.attestation.as_of),
    )


def _page(
    request: SignedInRequest,
    asking: Asking,
    form: LayersForm,
    others: Sequence[Other],
    status: int,
) -> HttpResponse:
    answer = asking.answer
    context = {
        "attestation": asking.attestation,
        "criterion": answer.criterion,
        "answer": answer,
        "layer": TITLES.get(answer.layer, answer.layer),
        "words": words_of(answer, answer.criterion.rule, layer=answer.layer),
        "rating": asking.rating(),
        "form": form,
        "rows": [
            (each, form[f"use-{each.answer.layer}"], form[f"seen-{each.answer.layer}"])
            for each in others
            if not each.is_same
        ],
        "same": [each.title for each in others if each.is_same],
        "editable": asking.attestation.status in EDITABLE,
        "url": question_url(asking.attestation, asking.place),
        "trail": trail(asking.attestation, f"{answer.criterion.code} for other layers"),
    }
    return render(request, "attestations/layers_alike.html", context, status=status)
