"""The form of one answer for one person: on its own page, or on that of its principle."""

from typing import Any

from accounts.requests import SignedInRequest
from attestations.asking import Asking
from attestations.attachable import library_of, ticked
from attestations.beside import Beside
from attestations.presenting import PRINCIPLE
from attestations.principle_views import short_form
from attestations.question_forms import AnswerForm, ShortAnswerForm, initial_of
from attestations.views import sent


def is_short(request: SignedInRequest) -> bool:
    """Whether the form was sent from the page of its principle."""
    return request.POST.get("then") == PRINCIPLE


def form_of(
    request: SignedInRequest,
    asking: Asking,
    earlier: Beside | None,
    *,
    instead: dict[str, Any] | None = None,
) -> ShortAnswerForm:
    """The form that was sent, or will be; with `instead`, one that shows these values anew."""
    answer = asking.answer
    data = None if instead else sent(request)
    if is_short(request):
        return short_form(answer.criterion, answer, data, instead)
    if data is not None:  # what was sent says all that the form holds; nothing else is read
        return AnswerForm(
            data,
            request.FILES,
            criterion=answer.criterion,
            library=ticked(asking, data),
            as_of=asking.attestation.as_of,
        )
    return AnswerForm(
        criterion=answer.criterion,
        library=library_of(asking, earlier),
        as_of=asking.attestation.as_of,
        initial=instead or _initial(asking, earlier),
    )


def _initial(asking: Asking, earlier: Beside | None) -> dict[str, Any]:
    """The saved answer; over it the earlier one that shall be used, with the evidence of both."""
    initial = initial_of(asking.answer, asking.attached)
    taken = earlier.initial if earlier else {}
    if taken:
        taken["evidence"] = sorted({*initial["evidence"], *taken["evidence"]})
    return initial | taken
