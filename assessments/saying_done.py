"""What a page says once an act is done."""

from django.contrib import messages
from django.http import HttpRequest


def say_done(request: HttpRequest, sentence: str, *, form: str = "") -> None:
    """Say it on the next page, and that what was typed into this form is saved.

    The browser keeps what is typed until then (static/modules/keeping.js). `form` is its name,
    where several of one page have one address.
    """
    saved = f"{request.path}#{form}" if form else request.path
    messages.success(request, sentence, extra_tags=saved)
