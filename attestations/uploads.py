"""How a form that brings files is answered: as a page, or to the script that shows the progress.

The contract with `static/modules/upload.js` stands in docs/look.md.
"""

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string


def is_upload(request: HttpRequest) -> bool:
    """Whether the script sent the form; it keeps the chosen files when the form is refused."""
    return request.headers.get("X-Requested-With") == "upload"


def taken(request: HttpRequest, url: str) -> HttpResponse:
    """The form is saved; on to `url`."""
    return JsonResponse({"url": url}) if is_upload(request) else redirect(url)


def refused(request: HttpRequest, form: forms.Form) -> HttpResponse | None:
    """What the script is told of a refused form; None where a page is wanted."""
    if not is_upload(request):
        return None
    summary = render_to_string("components/error_summary.html", {"form": form}, request=request)
    errors = {
        form[name].auto_id: list(found)
        for name, found in form.errors.items()
        if name in form.fields
    }
    return JsonResponse({"errors": errors, "summary": summary}, status=422)
