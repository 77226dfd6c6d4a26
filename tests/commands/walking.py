"""A random person opens a random page, and sends one of its forms, or an old one of somebody else."""

import random
import re
from collections import Counter
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.http.response import HttpResponseBase
from django.test import Client

from accounts.models import User
from assessments.models import Engagement
from attestations.models import Attestation
from tests.commands.cast import Cast
from tests.commands.filling import fill
from tests.commands.judging import Before, Judge
from tests.journeys.visitor import Element, Form, Page, words
from tests.people import sign_in

ORIGIN: Final = "http://testserver"
WITHIN: Final = re.compile(
    r"^/(attestations/[0-9a-f-]{36}/|submissions/|engagements/|decisions/|disputes/|conflicts/)"
)
# Pages of the draft's own forms are walked by their own tests; files are not sent at random.
LEFT_OUT: Final = re.compile(
    r"/(criteria/.*/history|evidence|export|download|delegat)|^/attestations/[^/]+/(criteria|affirm)/"
)
NAMES: Final = re.compile(r"[0-9a-f-]{36}|[A-Z]{3}-\d\d|\d+")
ANSWERS: Final = frozenset({200, 302, 303, 400, 403, 404, 405, 409, 413, 422})
KEPT_FORMS: Final = 40
LONGEST_SEARCH: Final = 400
# After so many refusals in a row nothing is to be had here any more: a request withdrawn, a draft
# cancelled.
ENOUGH: Final = 12


class Walk:
    """One attestation at some stage, everybody at a browser of her own, and what chance says."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast = cast
        self.chance = random.Random(seed)
        self.judge = Judge()
        self.clients: dict[str, Client] = {}
        self.places: list[str] = []
        # Where a person has found something to send; most pages have nothing for most people.
        self.promising: dict[str, list[str]] = {}
        self.old: list[tuple[Form, Element]] = []
        self.sent: Counter[str] = Counter()
        # What was refused since something last happened: it will hardly be taken the next time.
        self.refused: Counter[str] = Counter()
        # Pages with nothing for her, as long as nothing happens.
        self.nothing: set[tuple[str, str]] = set()
        self.visits: Counter[tuple[str, str]] = Counter()
        self.steps = self.accepted = self.in_vain = 0
        self.log: list[str] = []

    def begin(self, attestation: Attestation, engagement: Engagement | None) -> None:
        """From here: these pages are known to everybody, and each has just given her code."""
        self.clients = {name: signed_in(user) for name, user in self.cast.people.items()}
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
        self.refused.clear()
        self.visits.clear()
        self.nothing.clear()
        self.in_vain = 0
        self.judge.begin()

    def step(self) -> bool:
        """One command by one person, judged; False once nobody finds anything to do."""
        if self.in_vain >= ENOUGH:
            return False
        if self.old and self.chance.random() < 0.3:
            name = self.chance.choice(list(self.cast.people))
            form, button = self.chance.choice(self.old)
        else:
            found = self._found()
            if found is None:
                return False
            name, form, button = found
            fill(form, self.chance)
            self.old = [*self.old[-KEPT_FORMS:], (form, button)]
        self.steps += 1
        self._send(name, form, button)
        return True

    def _found(self) -> tuple[str, Form, Element] | None:
        """Somebody who opens pages until one has something for her to send."""
        for _ in range(LONGEST_SEARCH):
            lucky = [name for name, places in self.promising.items() if places]
            of = lucky if lucky and self.chance.random() < 0.6 else list(self.cast.people)
            name = self.chance.choice(of)
            found = self._opened(name)
            if found is not None:
                return (name, *found)
        return None

    def _opened(self, name: str) -> tuple[Form, Element] | None:
        """A page, and one of its forms; None where there is none for her."""
        known = self.promising.setdefault(name, [])
        address = self._address(name, known)
        if (name, address) in self.nothing:
            return None
        answer = self.clients[name].get(address)
        assert answer.status_code in ANSWERS, f"{address}: {answer.status_code}"
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            self.nothing.add((name, address))
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
            and WITHIN.match(path := urlsplit(form.action).path)
            and not LEFT_OUT.search(path)
            for button in form.buttons
        ]
        if not there:
            self.nothing.add((name, address))
            return None
        if address not in known:
            known.append(address)
        # What was sent least often comes first: chance alone sends the same form again and again.
        self.chance.shuffle(there)
        form, button = min(there, key=self._tried)
        kind = kind_of(form, button)
        # She has just been told why not, and looks elsewhere; now and then she does not listen.
        if self.refused[kind] and self.chance.random() < 0.8:
            return None
        if self.chance.random() < self.sent[kind] / (self.sent[kind] + 4):
            return None
        return form, button

    def _address(self, name: str, known: list[str]) -> str:
        """One of two pages that chance gives: the one where she has been less often."""
        of = known if known and self.chance.random() < 0.4 else self.places
        two = self.chance.choice(of), self.chance.choice(of)
        address = min(two, key=lambda each: self.visits[name, each])
        self.visits[name, address] += 1
        return address

    def _tried(self, one: tuple[Form, Element]) -> tuple[int, int]:
        kind = kind_of(*one)
        return self.refused[kind], self.sent[kind]

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
        self._learnt(kind_of(form, button), accepted=self.judge.last_accepted)

    def _learnt(self, kind: str, *, accepted: bool) -> None:
        """What somebody remembers of it, until something happens."""
        if accepted:
            self.accepted += 1
            self.in_vain = 0
            self.refused.clear()
            self.nothing.clear()
        else:
            self.in_vain += 1
            self.refused[kind] += 1

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
