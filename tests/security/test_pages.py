"""Every HTML page: headers that close it, and nothing inline that a browser would run."""

from html.parser import HTMLParser

import pytest
from django.http.response import HttpResponseBase

from tests.security.kinds import Kind
from tests.security.matrix import ACCOUNTS, ROWS
from tests.security.rows import Row
from tests.security.walking import asked, client_of
from tests.security.world import World


class Inline(HTMLParser):
    """Collects what a strict policy would refuse, and what would be asked from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.found.append(f"<{tag} {name}=…>")
            address = (value or "").strip().lower()
            if name in ("href", "src", "action", "formaction") and address.startswith(
                ("javascript:", "data:", "vbscript:")
            ):
                self.found.append(f"<{tag} {name}={address[:20]}>")
        if tag in ("script", "link", "img", "iframe", "form"):
            address = given.get("src") or given.get("action") or ""
            if "//" in address:
                self.found.append(f"<{tag}> from {address}")


def problems(response: HttpResponseBase) -> list[str]:
    """What is wrong with an HTML page; nothing for other answers."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return []
    policy = response.get("Content-Security-Policy", "")
    found = [
        f"{what} in {policy!r}"
        for what in ("unsafe-inline", "unsafe-eval", " *", "http:", "data:")
        if what in policy
    ]
    parts = {part.strip() for part in policy.split(";")}
    wanted = {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"}
    wanted |= {"script-src 'self'", "style-src 'self'", "form-action 'self'", "object-src 'none'"}
    found += [f"no {part}" for part in sorted(wanted - parts)]
    if response.get("X-Content-Type-Options") != "nosniff":
        found.append("no nosniff")
    if response.get("Referrer-Policy") not in ("same-origin", "no-referrer", "strict-origin"):
        found.append("no referrer policy")
    if response.get("X-Frame-Options") != "DENY":
        found.append("no X-Frame-Options")
    inline = Inline()
    inline.feed(response.content.decode())
    return found + inline.found


def test_it_works() -> None:
    inline = Inline()
    inline.feed('<p style="x" onclick="y"><script>1</script><a href="javascript:z">')
    assert inline.found == ["<p style=…>", "<p onclick=…>", "<script>", "<a href=javascript:z>"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.route or "home")
def test_a_page_for_who_may_and_for_who_may_not(row: Row, world: World) -> None:
    path = row.path(world)
    may = next((kind for kind in Kind if kind in ((row.may or row.post) or ())), Kind.STRANGER)
    for kind in {may, Kind.STRANGER, Kind.ANONYMOUS}:
        client = client_of(world, kind)
        for verb in ("GET", "POST", "DELETE"):
            response = asked(client, verb, path)
            assert problems(response) == [], f"{verb} {path} as {kind}"
            if response.status_code == 404 and path.startswith("/api/"):
                assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("route", ACCOUNTS)
def test_log_in_pages(route: str, world: World) -> None:
    path = ACCOUNTS[route][0]
    for kind in (Kind.ANONYMOUS, Kind.OWNER):
        for verb in ("GET", "POST"):
            assert problems(asked(client_of(world, kind), verb, path)) == [], path


def test_pages_of_people_are_kept_by_no_shared_cache(world: World) -> None:
    for path in ("/desk/", f"/attestations/{world.attestations['draft'].pk}/"):
        response = asked(client_of(world, Kind.OWNER), "GET", path)
        said = response.get("Cache-Control", "")
        assert "public" not in said
        assert "Cookie" in response.get("Vary", "")


def test_evidence_is_an_attachment_that_nothing_runs(world: World) -> None:
    piece, file = world.things["evidence"], world.things["evidence_file"]
    path = f"/evidence/{piece.organisation.slug}/{piece.pk}/files/{file.pk}/"
    response = asked(client_of(world, Kind.OWNER), "GET", path)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
