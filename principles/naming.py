"""Names for editions and criteria that stay when addresses change: tag URIs of RFC 4151 (pure).

A tag URI says who gave the name (a domain name), on which day that domain was theirs, and what is
named. Nothing is looked up by it; two people who hold the same name mean the same text.
"""

import ipaddress
import re
from datetime import date
from typing import Final
from urllib.parse import urlsplit

# RFC 4151, section 2.1. Upper case is allowed there and advised against.
_COMPONENT: Final = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_DNS_NAME: Final = re.compile(rf"{_COMPONENT}(?:\.{_COMPONENT})*")
_SPECIFIC: Final = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*")


class Unnameable(ValueError):
    """The origin has no host that RFC 4151 lets give names, or a part does not fit its grammar."""


def edition_tag(origin: str, *, published_on: date, framework: str, edition: str) -> str:
    """Name an edition, as `tag:trust.example,2026-11-22:principles/trust-principles/1.0`.

    `origin` is the portal's web origin, `published_on` the day of publication in UTC.
    """
    return _tag(origin, published_on, "principles", framework, edition)


def criterion_tag(
    origin: str, *, published_on: date, framework: str, edition: str, code: str
) -> str:
    """Name a criterion in its edition: the edition's name with `/` and the code behind it."""
    return _tag(origin, published_on, "principles", framework, edition, code)


def authority(origin: str) -> str:
    """The host of a web origin as the DNS name that a tag URI begins with; raises `Unnameable`.

    Lower case, without port and without the root's dot; a name in other letters as its A-label.
    An IPv4 address fits the grammar and stays as it is. An IPv6 address does not, and is written
    as the DNS name that belongs to it, under ip6.arpa (RFC 3596, section 2.5).
    """
    try:
        host = urlsplit(origin).hostname or ""
        host = host.removesuffix(".")
        if ":" in host:
            return ipaddress.IPv6Address(host).reverse_pointer
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError as problem:  # UnicodeError and AddressValueError are ValueErrors.
        raise Unnameable(f"“{origin}” has no host that can give names: {problem}") from problem
    if not _DNS_NAME.fullmatch(name):
        raise Unnameable(f"“{origin}” has no host that can give names.")
    return name


def _tag(origin: str, published_on: date, *parts: str) -> str:
    specific = "/".join(parts)
    if not all(parts) or not _SPECIFIC.fullmatch(specific):
        raise Unnameable(f"“{specific}” cannot stand in a tag URI.")
    return f"tag:{authority(origin)},{published_on.isoformat()}:{specific}"
