"""Pages that begin a draft (from a file, blank, after an edition) or discard it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from principles.checking import every_problem
from principles.parsing import parsed
from principles.problems import Problem, UnfitFile
from scheme import drafts
from scheme.blank import next_version
from scheme.draft_forms import BlankForm, NextForm, UploadForm
from scheme.draft_views import may_begin
from scheme.editing_views import draft, sent, trail, writable

EDITIONS = [{"title": "Editions", "url": "/editions/"}]
# The fields of the two forms by the paths of a data file.
FIELDS = {
    "framework.slug": "framework_slug",
    "framework.title": "framework_title",
    "edition.follows": "framework_slug",
    "edition.reason": "reason__kind",
    "edition.reason.provision": "reason__provision",
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedInRequest) -> HttpResponse:
    """Load a data file; everything that is wrong with it is told at once."""
    may_begin(request)
    files = request.FILES if request.method == "POST" else None
    form = UploadForm(sent(request), files)
    found: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        try:
            return _loaded(request, form)
        except UnfitFile as unfit:
            found = list(unfit.problems)
            form.add_error("file" if files else "text", _counted(len(found)))
        except drafts.WouldOverwrite as refusal:
            form.ask_to_confirm(str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        form.offer_again(form.cleaned_data.get("content", ""))
    context = {
        "form": form,
        "problems": found,
        "trail": [*EDITIONS, {"title": "Load a data file", "url": ""}],
    }
    return render(request, "scheme/upload.html", context, status=422 if form.errors else 200)


def _loaded(request: SignedInRequest, form: UploadForm) -> HttpResponse:
    data = parsed(form.cleaned_data["content"])
    same = drafts.draft_saying(data)
    if same is not None:
        messages.success(request, f"{same} says the same already; nothing was written.")
        return redirect("editions:edition", same.pk)
    found = every_problem(data)
    if found:
        raise UnfitFile(found)
    confirmed = request.POST.get("confirmed") == "on"
    edition, changed = drafts.upload(data, confirmed=confirmed, by=request.actor)
    said = "is loaded" if changed else "says the same already; nothing was written"
    messages.success(request, f"{edition} {said}.")
    return redirect("editions:edition", edition.pk)


def _counted(count: int) -> str:
    return "The file has a problem." if count == 1 else f"The file has {count} problems."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin_blank(request: SignedInRequest) -> HttpResponse:
    """Begin an edition that asks nothing yet."""
    may_begin(request)
    form = BlankForm(sent(request), initial={"language": "en"})
    if request.method == "POST" and form.is_valid():
        try:
            edition = drafts.begin_blank(form.framework(), form.about(), by=request.actor)
        except drafts.VersionTaken as refusal:
            form.add_error("version", str(refusal))
        except UnfitFile as unfit:
            _refuse(form, unfit)
        else:
            messages.success(request, f"{edition} is begun.")
            return redirect("editions:edition", edition.pk)
    context = {
        "form": form,
        "title": "Begin a blank edition",
        "lead": "The first edition of a new framework. It begins with the layers, the rubric and "
        "the thresholds of the method. A framework that has an edition gets its next from that one.",
        "button": "Begin the edition",
        "back_url": reverse("editions:list"),
        "trail": [*EDITIONS, {"title": "Begin a blank edition", "url": ""}],
    }
    return render(request, "scheme/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin_next(request: SignedInRequest, edition_id: UUID) -> HttpResponse:
    """Begin the edition that follows a published one."""
    older = writable(request, edition_id)
    if older.published_at is None:
        raise Http404
    form = NextForm(sent(request), initial={"version": next_version(older.version)})
    if request.method == "POST" and form.is_valid():
        try:
            edition = drafts.begin_after(
                older.pk,
                form.about(),
                with_criteria=not form.cleaned_data["blank"],
                by=request.actor,
            )
        except drafts.VersionTaken as refusal:
            form.add_error("version", str(refusal))
        except UnfitFile as unfit:
            _refuse(form, unfit)
        else:
            messages.success(request, f"{edition} is begun; it follows edition {older.version}.")
            return redirect("editions:edition", edition.pk)
    title = f"Begin the edition after {older.version}"
    context = {
        "form": form,
        "title": title,
        "lead": "It begins with everything that the edition asks. What you then change, you declare.",
        "button": "Begin the edition",
        "back_url": reverse("editions:edition", args=[older.pk]),
        "trail": trail(older, (title, "")),
    }
    return render(request, "scheme/form.html", context, status=422 if form.errors else 200)


def _refuse(form: Any, unfit: UnfitFile) -> None:
    for problem in unfit.problems:
        name = FIELDS.get(problem.field, problem.field.rpartition(".")[2])
        form.add_error(name if name in form.fields else None, problem.sentence)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: SignedInRequest, edition_id: UUID) -> HttpResponse:
    """Discard a draft, after the question whether that is meant."""
    found = draft(request, edition_id)
    if request.method == "POST":
        try:
            drafts.discard(found.pk, by=request.actor)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("editions:edition", found.pk)
        messages.success(request, f"The draft of {found} is discarded.")
        return redirect("editions:list")
    context = {
        "edition": found,
        "title": f"Discard the draft of edition {found.version}",
        "warning": "Everything that was written in it is lost. Download it first to keep it.",
        "button": "Discard the draft",
        "back_url": reverse("editions:edition", args=[found.pk]),
        "trail": trail(found, ("Discard", "")),
    }
    return render(request, "scheme/sure.html", context)
