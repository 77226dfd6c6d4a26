"""Saving answers as the page does it by itself: one after the other, or by many at once."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Final

import django

django.setup()  # a process of `rates.py` begins here

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402 - apps come first
from django.urls import reverse  # noqa: E402

from attestations.models import Attestation  # noqa: E402
from bench.asking import ask, portal  # noqa: E402
from bench.world import SECRET  # noqa: E402

CODE: Final = "GOV-01"
VALUES: Final = ("yes", "partial")


class Saver:
    """Somebody who is signed in; each save goes over the version that the one before made."""

    def __init__(self, handler: WSGIHandler, cookies: str, draft: Attestation) -> None:
        self.handler = handler
        self.address = reverse("attestations:question", args=[draft.pk, CODE])
        answer = draft.answers.get(criterion__code=CODE)
        self.evidence = [str(key) for key in answer.evidence.values_list("pk", flat=True)]
        self.versions = count(answer.version)
        self.headers = {
            "HTTP_COOKIE": cookies,
            "HTTP_X_CSRFTOKEN": SECRET,
            "HTTP_X_REQUESTED_WITH": "autosave",
        }

    def save(self) -> None:
        seen = next(self.versions)
        form = {
            "version": seen,
            "value": VALUES[seen % 2],
            "reason": f"As it stood at {seen}.",
            "evidence": self.evidence,
        }
        ask(self.handler, self.address, form=form, **self.headers)


def at_work(job: tuple[str, Sequence[str], float]) -> int:
    """Each draft has somebody who saves, side by side until the time is over; how often in all."""
    cookies, drafts, seconds = job
    handler = portal()
    savers = [Saver(handler, cookies, each) for each in Attestation.objects.filter(pk__in=drafts)]
    ends = time.monotonic() + seconds
    with ThreadPoolExecutor(len(savers)) as threads:
        return sum(threads.map(lambda saver: until(saver, ends), savers))


def until(saver: Saver, ends: float) -> int:
    """Save until then, and once at least."""
    saver.save()
    done = 1
    while time.monotonic() < ends:
        saver.save()
        done += 1
    return done
