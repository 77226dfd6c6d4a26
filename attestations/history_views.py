"""The history of one answer: its versions, two of them compared, and one restored."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from attestations.asking import Asking, asking_of
from attestations.drafting import Conflict
from attestations.earlier import earlier_of
from attestations.history import PAGE, History
from attestations.models import Attestation
from attestations.presenting import question_url, trail
from attestations.restoring import Restored, restore_version
from attestations.status import EDITABLE
from attestations.views import may, sent
from organisations.layers import TITLES
from organisations.permissions import Permission
from principles.answers import InvalidAnswer

P = Permission


@login_required
@require_safe
def history(
    request: SignedInRequest, attestation_id: UUID, code: str, layer: str = ""
) -> HttpResponse:
    """The saved versions of one answer, ten to a page, and any two of them compared."""
    asking = asking_of(request, P.ANSWERS_READ, attestation_id, code, layer)
    newest = asking.answer.version
    top = min(_number(request, "until") or newest, newest)
    older, newer = sorted((_number(request, "one"), _number(request, "other")))
    versions = History(asking).page(top)
    context = {
        **_names(asking),
        "versions": versions,
        "newest": newest,
        "numbers": range(newest, 0, -1),
        "compared": History(asking).two(older, newer) if older else None,
        "one": older or max(newest - 1, 1),
        "other": newer or newest,
        "older_url": f"?until={top - PAGE}" if top > PAGE else None,
        "newer_url": f"?until={min(top + PAGE, newest)}" if top < newest else None,
        "first": top <= PAGE,
        "earlier": earlier_of(asking.answer) if asking.attestation.carried_from_id else (),
        "can": asking.attestation.status in EDITABLE
        and may(request, P.ATTESTATION_ANSWER, asking.attestation),
        "trail": trail(asking.attestation, f"History of {code}"),
    }
    return render(request, "attestations/history.html", context)


class RestoreForm(forms.Form):
    """Which version the person saw as the newest."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    # Set where another version was saved since.
    in_conflict = False


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def restore(
    request: SignedInRequest, attestation_id: UUID, code: str, version: int, layer: str = ""
) -> HttpResponse:
    """What restoring a version would change; the POST does it."""
    asking = asking_of(request, P.ATTESTATION_ANSWER, attestation_id, code, layer)
    form = RestoreForm(sent(request), initial={"seen": asking.answer.version})
    if request.method == "POST" and form.is_valid():
        done = _restored(request, asking, version, form)
        if done is not None:
            messages.success(request, _done(version, done.left_out))
            return redirect(question_url(asking.attestation, asking.place))
    compared = History(asking).two(asking.answer.version, version)
    if compared is None:
        raise Http404
    context = {
        **_names(asking),
        "form": form,
        "version": version,
        "compared": compared,
        "editable": asking.attestation.status in EDITABLE,
        "differs": bool(compared.changes or compared.evidence),
        "trail": trail(asking.attestation, f"Restore version {version} of {code}"),
    }
    status = 409 if form.in_conflict else 422 if form.errors else 200
    return render(request, "attestations/restore.html", context, status=status)


def _restored(
    request: SignedInRequest, asking: Asking, version: int, form: RestoreForm
) -> Restored | None:
    """What was done, or None with the reason in the form."""
    seen = form.cleaned_data["seen"]
    try:
        return restore_version(
            asking.attestation.pk, *asking.place, version, seen=seen, by=request.actor
        )
    except Conflict:
        form.in_conflict = True
        form.add_error(
            None, "Somebody saved another version meanwhile. This is what would change now."
        )
    except InvalidAnswer as problem:
        form.add_error(None, f"It cannot be restored as it is. {problem.sentence}")
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    return None


def _done(version: int, left_out: int) -> str:
    done = f"Version {version} is restored as the newest version."
    if left_out:
        pieces = "1 piece" if left_out == 1 else f"{left_out} pieces"
        done += f" {pieces} of its evidence could not be: no longer in the library."
    return done


def _names(asking: Asking) -> dict[str, Any]:
    return {
        "attestation": asking.attestation,
        "criterion": asking.answer.criterion,
        "answer": asking.answer,
        "layer": TITLES.get(asking.answer.layer, ""),
        "url": question_url(asking.attestation, asking.place),
        "history_url": history_url(asking.attestation, *asking.place),
    }


def history_url(attestation: Attestation, code: str, layer: str) -> str:
    """The address of the history of one answer."""
    return reverse("attestations:history", args=[attestation.pk, code, *([layer] if layer else [])])


def _number(request: SignedInRequest, name: str) -> int:
    """A version's number out of the address; 0 where there is none that could be one."""
    said = request.GET.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 7 else 0  # noqa: PLR2004
