"""A random person opens a random page, and sends one of its forms, or an old one of somebody else."""

import random
import re
from collections import Counter
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.http.response import HttpResponseBase
from django.test import Client
from django.utils.timezone import now

from accounts.models import User
from assessments.models import Engagement
from attestations.models import Attestation
from tests.commands.cast import Cast
from tests.commands.judging import Before, Judge
from tests.journeys.visitor import Element, Form, Page, words
from tests.people import sign_in

ORIGIN: Final = "http://testserver"
WITHIN: Final = re.compile(
    r"^/(attestations/[0-9a-f-]{36}/|submissions/|engagements/|decisions/|disputes/|conflicts/)"
)
# Pages of the draft's own forms are walked by their own tests; files are not sent at random.
LEFT_OUT: Final = re.compile(r"/(criteria/.*/history|evidence|export|download|delegat)")
NAMES: Final = re.compile(r"[0-9a-f-]{36}|[A-Z]{3}-\d\d|\d+")
ANSWERS: Final = frozenset({200, 302, 303, 400, 403, 404, 405, 409, 413, 422})
KEPT_FORMS: Final = 40
LONGEST_SEARCH: Final = 200
SENTENCES: Final = ("It is so.", "Seen on two days, and asked.", "Not at one of the sites.")


class Walk:
    """One attestation at some stage, everybody at a browser of her own, and what chance says."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast = cast
        self.chance = random.Random(seed)
        self.judge = Judge()
        self.clients = {name: signed_in(user) for name, user in cast.people.items()}
        self.places: list[str] = []
        # Where a person has found something to send; most pages have nothing for most people.
        self.promising: dict[str, list[str]] = {}
        self.old: list[tuple[Form, Element]] = []
        self.sent: Counter[str] = Counter()
        self.log: list[str] = []

    def begin(self, attestation: Attestation, engagement: Engagement | None) -> None:
        """From here: these pages are known to everybody."""
        self.places = [
            f"/attestations/{attestation.pk}/",
            "/engagements/",
            "/decisions/",
            "/disputes/",
        ]
        if engagement is not None:
            one = f"/engagements/{engagement.pk}/"
            self.places += [one, f"{one}work/", f"{one}findings/", f"{one}result/"]
        self.promising.clear()
        self.old.clear()
        self.judge.begin()

    def step(self) -> bool:
        """One command by one person, judged; False once nobody finds anything to do."""
        if self.old and self.chance.random() < 0.3:
            name = self.chance.choice(list(self.cast.people))
            form, button = self.chance.choice(self.old)
        else:
            found = self._found()
            if found is None:
                return False
            name, form, button = found
            self._fill(form)
            self.old = [*self.old[-KEPT_FORMS:], (form, button)]
        self._send(name, form, button)
        return True

    def _found(self) -> tuple[str, Form, Element] | None:
        """Somebody who opens pages until one has something for her to send."""
        for _ in range(LONGEST_SEARCH):
            lucky = [name for name, places in self.promising.items() if places]
            of = lucky if lucky and self.chance.random() < 0.5 else list(self.cast.people)
            name = self.chance.choice(of)
            found = self._opened(name)
            if found is not None:
                return (name, *found)
        return None

    def _opened(self, name: str) -> tuple[Form, Element] | None:
        """A page, and one of its forms; None where there is none for her."""
        known = self.promising.setdefault(name, [])
        address = self.chance.choice(known if known and self.chance.random() < 0.4 else self.places)
        answer = self.clients[name].get(address)
        assert answer.status_code in ANSWERS, f"{address}: {answer.status_code}"
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            return None
        page = Page(f"{ORIGIN}{address}", 200, {}, answer.content)
        for _, link in page.links():
            path = urlsplit(link).path
            if WITHIN.match(path) and not LEFT_OUT.search(path) and path not in self.places:
                self.places.append(path)
        there = [
            (form, button)
            for form in page.forms()
            if form.element.get("method", "get").lower() == "post"
            and WITHIN.match(urlsplit(form.action).path)
            for button in form.buttons
        ]
        if not there:
            return None
        if address not in known:
            known.append(address)
        # What was sent least often comes first: chance alone sends the same form again and again.
        self.chance.shuffle(there)
        return min(there, key=lambda one: self.sent[kind_of(*one)])

    def _fill(self, form: Form) -> None:
        """Mostly what the form wants, now and then nothing."""
        for control in form.controls:
            name, kind = control.get("name"), control.get("type", "text")
            if not name or control.tag == "button" or kind in {"hidden", "file", "submit"}:
                continue
            if self.chance.random() < 0.05:
                form.data.pop(name, None)
            elif control.tag == "select":
                values = [each.get("value", "") for each in control.iter("option")]
                form.data[name] = [self.chance.choice([v for v in values if v] or [""])]
            elif kind == "radio":
                if self.chance.random() < 0.5 or name not in form.data:
                    form.data[name] = [control.get("value", "on")]
            elif kind == "checkbox":
                self._tick(form, name, control.get("value", "on"))
            elif not "".join(form.data.get(name, [])) or self.chance.random() < 0.1:
                form.data[name] = [self._said(kind, control.get("inputmode", ""))]

    def _tick(self, form: Form, name: str, value: str) -> None:
        held = [each for each in form.data.get(name, []) if each != value]
        form.data[name] = [*held, value] if self.chance.random() < 0.7 else held

    def _said(self, kind: str, mode: str) -> str:
        if kind == "date":
            return (now().date() + timedelta(days=self.chance.randrange(1, 120))).isoformat()
        if kind == "number" or mode in {"numeric", "decimal"}:
            return str(self.chance.randrange(0, 40))
        return self.chance.choice(SENTENCES)

    def _send(self, name: str, form: Form, button: Element) -> None:
        pairs = [(key, value) for key, values in form.data.items() for value in values]
        if button.get("name"):
            pairs.append((button.get("name", ""), button.get("value", "")))
        path = urlsplit(form.action).path
        self.sent[kind_of(form, button)] += 1
        self.log.append(f"{name}: {path} “{words(button)}”")
        before = Before(self.cast[name])
        answer: HttpResponseBase = self.clients[name].post(
            path, urlencode(pairs), content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code in ANSWERS, f"{answer.status_code}\n{self.told()}"
        problem = self.judge.of(before, answer.status_code)
        assert not problem, f"{problem}\n{self.told()}"

    def told(self) -> str:
        """The last commands."""
        return "\n".join(self.log[-15:])


def kind_of(form: Form, button: Element) -> str:
    """Which form it is, of whichever object: its address without what names one, and the button."""
    return (
        f"{NAMES.sub('…', urlsplit(form.action).path)} {button.get('value') or words(button)[:12]}"
    )


def signed_in(user: User) -> Client:
    """A browser of hers."""
    client = Client()
    sign_in(client, user)
    return client
