"""A form as a browser would send it: every field of the page, with all its text fields typed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http.response import HttpResponseBase

NOT_TYPED = {"hidden", "checkbox", "radio", "submit", "button", "file", "date", "number", "image"}
# What must be of a certain shape to be sent at all; the addresses are hostile in their own test.
SHAPED = ("slug", "code", "sha256", "email", "csrfmiddlewaretoken")


@dataclass
class Form:
    """One form of a page: what it would send as it stands, and which fields are typed into."""

    action: str
    sent: dict[str, list[str]] = field(default_factory=dict)
    typed: dict[str, int] = field(default_factory=dict)

    def filled(self, text: Callable[[int], str], **given: str) -> dict[str, list[str]]:
        """What is sent when the nth text field holds `text(n)`, as far as it fits."""
        sent = {name: list(values) for name, values in self.sent.items()}
        for number, (name, longest) in enumerate(self.typed.items()):
            sent[name] = [text(number)[:longest]]
        return sent | {name: [value] for name, value in given.items()}


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form" and given.get("method", "").lower() == "post":
            self.open = Form(given.get("action", ""))
            self.forms.append(self.open)
        elif self.open is None or "disabled" in given:
            return
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given:
            self.open.sent.setdefault(self.select, []).append(given.get("value", ""))
        elif tag == "textarea":
            self.area = name
            self.open.sent[name] = [""]
            self._typed(name, given)
        elif tag == "input" and name:
            self._input(name, given)

    def _input(self, name: str, given: dict[str, str]) -> None:
        assert self.open is not None
        kind = given.get("type", "text").lower()
        if kind in ("checkbox", "radio"):
            if "checked" in given:
                self.open.sent.setdefault(name, []).append(given.get("value", "on"))
        elif kind not in ("submit", "button", "file", "image"):
            self.open.sent.setdefault(name, []).append(given.get("value", ""))
        if kind not in NOT_TYPED and kind != "url" and given.get("inputmode", "") != "numeric":
            self._typed(name, given)

    def _typed(self, name: str, given: dict[str, str]) -> None:
        assert self.open is not None
        if not name.rpartition("-")[2].endswith(SHAPED):
            self.open.typed[name] = int(given.get("maxlength") or 20_000)

    def handle_data(self, data: str) -> None:
        if self.area and self.open is not None:
            self.open.sent[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.open is not None and self.area:
            words = self.open.sent[self.area][0]
            self.open.sent[self.area][0] = words.removeprefix("\n")
            self.area = ""
        elif tag == "form":
            self.open = None


def forms_of(response: HttpResponseBase) -> list[Form]:
    """The forms of a page that are sent by POST."""
    found = _Forms()
    found.feed(response.content.decode())
    return found.forms


def main_form(response: HttpResponseBase) -> Form:
    """The form that the page is about: the one with the most fields to type into."""
    forms = [form for form in forms_of(response) if not form.action.startswith("/accounts/")]
    return max(forms, key=lambda form: (len(form.typed), len(form.sent)), default=Form(""))
