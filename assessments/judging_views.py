"""Pages where verdicts are given: one criterion, or all of a principle."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments import filtering, verdicts
from assessments.blind_scores import Thought, places_of, thoughts_on, waiting_rows
from assessments.blind_views import hidden_page
from assessments.engagement_views import sent
from assessments.filtering import Ahead, Show
from assessments.judging_forms import JudgingForm
from assessments.looks_shown import over_which_two_were_apart, steps_of
from assessments.models import Engagement, Verdict
from assessments.outline import outline_of
from assessments.plan import METHODS
from assessments.saying_done import say_done
from assessments.verdict_forms import VerdictForm, meanings_of
from assessments.verdict_rules import VerdictChanged, VerdictRefused
from assessments.verdict_versions import is_as_read
from assessments.work_views import at_work, kept, listed
from assessments.working_papers import Row, content_of, rows_of, rows_under


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def principle(request: SignedInRequest, engagement_id: UUID, code: str) -> HttpResponse:
    """The verdicts of a whole principle in one form."""
    here = at_work(request, engagement_id, whole=True)
    found = here.engagement
    content = content_of(found)
    rows = rows_under(found, content, code)
    if not rows or not here.may["verdict_give"]:
        raise Http404
    hidden = []
    if here.scores_first:
        hidden = waiting_rows(rows, places_of(found, request.actor.person_id))
    judged = Judging(request, found, [row for row in rows if row not in hidden])
    if judged.save():
        say_done(request, _changed_sentence(judged.changed, judged.settled))
        return redirect(request.path)
    more = {
        "slug": content["organisation"]["slug"],
        "principle": rows[0].principle,
        "hidden": list(dict.fromkeys(row.criterion.code for row in hidden)),
    }
    return judged.page("assessments/principle.html", more)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def criterion(request: SignedInRequest, engagement_id: UUID, code: str) -> HttpResponse:
    """One criterion with everything that speaks for and against; the verdict beside it."""
    show = filtering.chosen(request.GET.get("show", ""))
    here = at_work(request, engagement_id, whole=show is Show.CHANGED)
    found = here.engagement
    outline = outline_of(found)
    rows = rows_of(found, outline.content_on(code), code)
    may_give = here.may["verdict_give"]
    if not rows or (request.method == "POST" and not may_give):
        raise Http404
    blind = thoughts_on(found, rows[0].criterion)
    if here.scores_first and request.method != "POST":
        me = request.actor.person_id
        hidden = waiting_rows(rows, {(code, each.layer) for each in blind if each.person == me})
        if hidden:
            return hidden_page(request, found, hidden, show, slug=outline.slug)
    judged = Judging(request, found, rows, own_figures=True, blind=blind)
    saved = judged.save()
    lines = listed(request, found, outline, show)
    ahead = filtering.ahead(lines, code, show=show, reviewing=here.reviews)
    if saved:
        return _saved(request, judged, code, show, ahead)
    before, after = filtering.around(lines, show, code)
    context = {
        "slug": outline.slug,
        "may_give": may_give,
        "reviews": here.reviews,
        "show": show,
        "show_words": filtering.WORDS[show],
        "kept": kept(show),
        "next_code": after,
        "previous_code": before,
        "ahead": ahead,
        "ahead_kept": "" if ahead.outside else kept(show),
        "total": len(lines),
        "given": sum(line.has_verdict for line in lines),
        "settled": sum(line.is_settled for line in lines),
    }
    return judged.page("assessments/criterion.html", context)


class Judging:
    """Rows with their forms, and what is said to them: all of it is taken or nothing."""

    def __init__(
        self,
        request: SignedInRequest,
        found: Engagement,
        rows: list[Row],
        *,
        own_figures: bool = False,
        blind: Sequence[Thought] = (),
    ) -> None:
        edition = found.attestation.edition
        self.request, self.found, self.rows = request, found, rows
        self.status = 200
        self.changed: list[Verdict] = []
        self.settled: set[UUID] = set()  # what was settled before
        self.target = int(edition.target_level)
        self.words = meanings_of(edition.rubric)
        terms: dict[str, Any] = {"target": self.target, "words": self.words}
        kind: type[VerdictForm] = VerdictForm
        if own_figures:
            kind, terms["as_of"] = JudgingForm, found.attestation.as_of
        self.forms = [kind(sent(request), row=row, **terms) for row in rows]
        for form in self.forms:
            form.blind = [each for each in blind if each.layer == form.row.layer]

    def save(self) -> bool:
        """Take what was posted; false where nothing was, or where it is to be shown again."""
        if self.request.method != "POST":
            return False
        if self.request.POST.get("accept_all"):
            for form in self.forms:
                form.accept_the_rest()
        if self.request.POST.get("then") == "work_out":
            return self._worked_out()
        self.status = 422
        self.settled = {row.verdict.pk for row in self.rows if row.verdict and row.is_settled}
        wrong = [form for form in self.forms if not form.is_valid()]
        if not wrong and self._given():
            return True
        for form in self.forms:
            if self._is_as_read(form):
                form.let_the_other_stand()
            form.read_anew()
        return False

    def _is_as_read(self, form: VerdictForm) -> bool:
        """Whether a colleague's verdict came meanwhile where nothing was typed."""
        if not form.is_stale or not form.is_valid() or not form.says_what_is_there():
            return False
        return is_as_read(self.found, form.row, form.given())

    def _worked_out(self) -> bool:
        """Show what the assessor's own figures give; nothing is saved."""
        for form in self.forms:
            form.only_works_out = True
        wrong = [form for form in self.forms if not form.is_valid()]
        self.status = 422 if wrong else 200
        return False

    def _given(self) -> bool:
        try:
            self.changed = verdicts.give_verdicts(
                self.found.pk, [form.given() for form in self.forms], by=self.request.actor
            )
        except VerdictRefused as refused:
            next(f for f in self.forms if f.row.key == refused.key).refuse(refused)
            self.status = 409 if isinstance(refused, VerdictChanged) else 422
        except Refusal as refusal:
            messages.error(self.request, str(refusal))
        else:
            return True
        return False

    def page(self, template: str, more: Mapping[str, Any]) -> HttpResponse:
        """The page with its rows and forms."""
        first = self.rows[0] if self.rows else None
        steps = steps_of(over_which_two_were_apart(row.verdict for row in self.rows))
        for form in self.forms:
            form.steps = steps.get(form.row.verdict.pk, []) if form.row.verdict else []
        context = {
            "engagement": self.found,
            "rows": list(zip(self.rows, self.forms, strict=True)),
            "criterion": first.criterion if first else None,
            "principle": first.principle if first else None,
            "forms": self.forms,
            "any_errors": self.status != 200,  # noqa: PLR2004
            "methods": [METHODS.get(each, each) for each in first.planned] if first else [],
            "target": self.target,
            "level_words": sorted(self.words.items()),
            **more,
        }
        return render(self.request, template, context, status=self.status)


def _address(found: Engagement, code: str) -> str:
    return reverse("assessments:criterion", args=[found.pk, code])


def _saved(
    request: SignedInRequest, judged: Judging, code: str, show: Show, ahead: Ahead
) -> HttpResponse:
    """Say what was saved, and go on where that was asked for; the way back stands in the message."""
    here, said = (
        _address(judged.found, code) + kept(show),
        _changed_sentence(judged.changed, judged.settled),
    )
    if ahead.code and request.POST.get("then") == "next":
        back = format_html(
            '{}: {} <a class="govuk-notification-banner__link" href="{}" data-key="b">'
            "Go back and change it</a>",
            code,
            said,
            here,
        )
        say_done(request, back)
        return redirect(_address(judged.found, ahead.code) + ("" if ahead.outside else kept(show)))
    say_done(request, said if ahead.left else f"{said} Nothing else waits for you.")
    return redirect(here)


def _changed_sentence(changed: Sequence[Verdict], settled: AbstractSet[UUID]) -> str:
    if not changed:
        return "Nothing was said anew; every verdict stands as it was."
    again = sum(each.pk in settled for each in changed)
    if len(changed) > 1:
        were = "was" if again == 1 else "were"
        waits = "waits" if again == 1 else "wait"
        more = f" {again} of them {were} settled before, and {waits} for a review again."
        return f"{len(changed)} verdicts are new or changed.{more if again else ''}"
    (one,) = changed
    level = f", at level {one.level}" if one.level is not None else ""
    more = " It was settled before, and waits for a review again." if again else ""
    return f"1 verdict is new or changed{level}.{more}"
