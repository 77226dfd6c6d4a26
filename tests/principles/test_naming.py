"""Tag URIs: the grammar of RFC 4151, for every kind of origin a portal may have."""

import re
from datetime import date

import pytest

from principles.naming import Unnameable, authority, criterion_tag, edition_tag

DAY = date(2026, 11, 22)
# RFC 4151, section 2.1, written down a second time.
ALPHANUM = "[A-Za-z0-9]"
DNS_COMP = rf"{ALPHANUM}(?:(?:{ALPHANUM}|-)*{ALPHANUM})?"
DNS_NAME = rf"{DNS_COMP}(?:\.{DNS_COMP})*"
DATE = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
PCHAR = r"(?:[A-Za-z0-9\-._~]|%[0-9A-Fa-f]{2}|[!$&'()*+,;=]|[:@])"
TAG_URI = re.compile(rf"tag:{DNS_NAME},{DATE}:(?:{PCHAR}|[/?])*")

ORIGINS = {
    "https://trust.example": "trust.example",
    "https://Trust.Example.": "trust.example",
    "https://trust.example:8443": "trust.example",
    "http://127.0.0.1:8000": "127.0.0.1",
    "http://localhost:8000": "localhost",
    "https://xn--mnchen-3ya.example": "xn--mnchen-3ya.example",
    "https://münchen.example": "xn--mnchen-3ya.example",
    "http://[2001:db8::1]:8000": (
        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
    ),
}


def named(origin: str, code: str = "SEC-05") -> str:
    return criterion_tag(
        origin, published_on=DAY, framework="trust-principles", edition="1.0", code=code
    )


def test_it_works() -> None:
    assert (
        named("https://trust.example")
        == "tag:trust.example,2026-11-22:principles/trust-principles/1.0/SEC-05"
    )
    edition = edition_tag(
        "https://trust.example", published_on=DAY, framework="trust-principles", edition="1.0"
    )
    assert named("https://trust.example") == f"{edition}/SEC-05"


@pytest.mark.parametrize(("origin", "name"), ORIGINS.items())
def test_every_host_becomes_a_name_that_fits_the_grammar(origin: str, name: str) -> None:
    assert authority(origin) == name
    assert TAG_URI.fullmatch(named(origin))


@pytest.mark.parametrize(
    "origin", ["", "https://", "https://a_b.example", "https://-a.example", "https://a..example"]
)
def test_a_host_outside_the_grammar_is_refused(origin: str) -> None:
    with pytest.raises(Unnameable):
        authority(origin)


@pytest.mark.parametrize("code", ["", "SEC 05", "SEC#05", "SÉC-05", "50%"])
def test_a_part_outside_the_grammar_is_refused(code: str) -> None:
    with pytest.raises(Unnameable):
        named("https://trust.example", code)


def test_the_day_is_always_written_whole() -> None:
    """RFC 4151 compares letter by letter: 2027 and 2027-01-01 would be two names."""
    first = edition_tag(
        "https://a.example", published_on=date(2027, 1, 1), framework="f", edition="2"
    )
    assert first == "tag:a.example,2027-01-01:principles/f/2"
