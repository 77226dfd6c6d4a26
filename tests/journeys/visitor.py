"""A person at a browser without script: pages are read, forms filled by label, buttons pressed."""

import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any
from uuid import uuid4

from lxml import html

Element = Any  # lxml has no types of its own
CONTROLS = ("input", "textarea", "select", "button")
File = tuple[str, bytes, str]  # name, content, media type


def words(element: Element) -> str:
    """The text of an element as a person reads it."""
    return " ".join("".join(element.itertext()).split())


@dataclass
class Page:
    """What a browser got: its address after redirects, status, headers and HTML."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    _tree: Element | None = field(default=None, repr=False)

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def path(self) -> str:
        return urllib.parse.urlsplit(self.url).path

    @property
    def tree(self) -> Element:
        if self._tree is None:
            self._tree = html.document_fromstring(self.body.decode())
        return self._tree

    @property
    def main(self) -> str:
        """The words of the page's main part."""
        return " ".join(words(each) for each in self.tree.iter("main"))

    @property
    def shown(self) -> str:
        """What a failure says of the page."""
        is_html = "html" in self.headers.get("Content-Type", "")
        return self.main[:2000] if is_html else repr(self.body[:2000])

    @property
    def title(self) -> str:
        return words(next(self.tree.iter("h1")))

    def forms(self) -> list["Form"]:
        return [Form(self, element) for element in self.tree.iter("form")]

    def form(self, button: str) -> "Form":
        """The form that has a button with these words, or one whose words begin so."""
        forms = self.forms()
        for form in forms:
            if form.button(button) is not None:
                return form
        there = [words(each) for form in forms for each in form.buttons]
        raise AssertionError(f"{self.url} has no button “{button}”, but {there}: {self.main[:900]}")

    def links(self) -> list[tuple[str, str]]:
        """Words and addresses of all links."""
        return [(words(a), a.get("href", "")) for a in self.tree.iter("a")]

    def link(self, text: str) -> str:
        """The address behind the first link with exactly these words, else beginning with them."""
        exact = [href for said, href in self.links() if said == text]
        begun = [href for said, href in self.links() if said.startswith(text)]
        assert exact or begun, f"{self.url} has no link “{text}”, but {self.links()}"
        return (exact or begun)[0]

    def addresses(self, pattern: str) -> list[str]:
        """The addresses of links that match, each once, in the page's order."""
        return list(dict.fromkeys(h for _, h in self.links() if re.search(pattern, h)))


class Form:
    """One form of a page, with what its controls hold."""

    def __init__(self, page: Page, element: Element) -> None:
        self.page = page
        self.element = element
        self.controls = [each for each in element.iter() if each.tag in CONTROLS]
        self.buttons = [each for each in self.controls if each.tag == "button"]
        self.labels = self._labels()
        self.data: dict[str, list[str]] = {}
        self.files: dict[str, File] = {}
        for control in self.controls:
            self._take(control)

    def _labels(self) -> dict[str, Element]:
        """Controls by the words of their labels; a second of the same words does not win."""
        by_id = {each.get("id"): each for each in self.controls}
        found: dict[str, Element] = {}
        for label in self.page.tree.iter("label"):
            control = by_id.get(label.get("for"))
            if control is not None:
                found.setdefault(words(label).removesuffix(" (optional)"), control)
        return found

    def _take(self, control: Element) -> None:
        name, kind = control.get("name"), control.get("type", "text")
        if not name or control.get("disabled") is not None or control.tag == "button":
            return
        if control.tag == "select":
            options = list(control.iter("option"))
            chosen = [each for each in options if each.get("selected") is not None] or options[:1]
            self.data[name] = [each.get("value", words(each)) for each in chosen]
        elif control.tag == "textarea":
            # HTML drops the line break that follows the tag (WHATWG HTML, 13.2.6.4.7).
            self.data[name] = ["".join(control.itertext()).removeprefix("\n")]
        elif kind in {"checkbox", "radio"}:
            if control.get("checked") is not None:
                self.data.setdefault(name, []).append(control.get("value", "on"))
        elif kind not in {"file", "submit"}:
            self.data.setdefault(name, []).append(control.get("value", ""))

    def button(self, text: str) -> Element | None:
        """The button with exactly these words, else the first whose words begin so."""
        exact = [each for each in self.buttons if words(each) == text]
        begun = [each for each in self.buttons if words(each).startswith(text)]
        return next(iter(exact + begun), None)

    @property
    def names(self) -> set[str]:
        return {name for each in self.controls if (name := each.get("name"))}

    def put(self, name: str, *values: str) -> None:
        """Give a control of this name these values; there must be such a control."""
        assert name in self.names, f"{self.page.url}: no control {name!r}, but {self.names}"
        self.data[name] = list(values)

    def fill(self, label: str, value: str) -> None:
        """Type into, or choose in, the control that is labelled so."""
        control = self.control(label)
        if control.tag == "select":
            options = {words(each): each.get("value", words(each)) for each in control}
            value = options.get(value, value)
            assert value in options.values(), f"“{value}” is none of {list(options)}"
        self.data[control.get("name", "")] = [value]

    def tick(self, *labels: str) -> None:
        """Tick boxes, or choose among radio buttons, by their labels."""
        for label in labels:
            control = self.control(label)
            name, value = control.get("name", ""), control.get("value", "on")
            if control.get("type") == "radio":
                self.data[name] = [value]
            else:
                self.data.setdefault(name, []).append(value)

    def untick(self, label: str) -> None:
        control = self.control(label)
        held = self.data.get(control.get("name", ""), [])
        held.remove(control.get("value", "on"))

    def attach(self, label: str, file: File) -> None:
        self.files[self.control(label).get("name", "")] = file

    def control(self, label: str) -> Element:
        """The control with exactly this label, else the first whose label begins so."""
        found = self.labels.get(label)
        if found is None:
            found = next((c for said, c in self.labels.items() if said.startswith(label)), None)
        assert found is not None, f"{self.page.url}: no “{label}”, but {list(self.labels)}"
        return found

    @property
    def action(self) -> str:
        return urllib.parse.urljoin(self.page.url, self.element.get("action") or self.page.url)

    def sent(self, button: str) -> tuple[str, bytes]:
        """Media type and body of the request that this button makes."""
        pressed = self.button(button)
        assert pressed is not None, f"{self.page.url}: no button “{button}”"
        pairs = [(name, value) for name, values in self.data.items() for value in values]
        if pressed.get("name"):
            pairs.append((pressed.get("name", ""), pressed.get("value", "")))
        if "multipart" in self.element.get("enctype", ""):
            return multipart(pairs, self.files)
        assert not self.files, f"{self.page.url}: the form takes no files"
        return "application/x-www-form-urlencoded", urllib.parse.urlencode(pairs).encode()


def multipart(pairs: Iterable[tuple[str, str]], files: dict[str, File]) -> tuple[str, bytes]:
    """multipart/form-data (RFC 7578)."""
    mark = uuid4().hex
    body = b""
    for name, value in pairs:
        body += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        body += value.encode() + b"\r\n"
    for name, (file_name, content, media_type) in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"'
        body += f"--{mark}\r\n{head}\r\nContent-Type: {media_type}\r\n\r\n".encode()
        body += content + b"\r\n"
    return f"multipart/form-data; boundary={mark}", body + f"--{mark}--\r\n".encode()


class Visitor:
    """One browser: cookies are kept, redirects followed."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )

    def open(self, address: str, *, status: int | None = 200, **headers: str) -> Page:
        """Read a page; its status must be this."""
        url = urllib.parse.urljoin(self.origin, address)
        return self._asked(urllib.request.Request(url, headers=headers), status)  # noqa: S310

    def press(self, form: Form, button: str, *, status: int | None = 200) -> Page:
        """Send a form with one of its buttons; its answer must have this status (None: any)."""
        media_type, body = form.sent(button)
        if form.element.get("method", "get").lower() == "get":
            return self.open(f"{form.action.partition('?')[0]}?{body.decode()}", status=status)
        headers = {
            "Content-Type": media_type,
            "Origin": self.origin,
            "Referer": form.page.url,
        }
        request = urllib.request.Request(form.action, body, headers, method="POST")  # noqa: S310
        return self._asked(request, status)

    def send(self, page: Page, button: str, *, status: int = 200, **typed: str) -> Page:
        """Fill the form that has this button, by the names of its controls, and press it."""
        form = page.form(button)
        for name, value in typed.items():
            form.put(name, value)
        return self.press(form, button, status=status)

    def _asked(self, request: urllib.request.Request, status: int | None) -> Page:
        try:
            answer = self.opener.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            headers = {name.title(): value for name, value in answer.headers.items()}
            page = Page(answer.url, answer.status, headers, answer.read())
        assert status in {page.status, None}, (
            f"{request.get_method()} {request.full_url}: {page.status}: {page.shown}"
        )
        return page
