"""Walking the addresses as somebody: routes, clients with a kept session, one cell undone."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.people import sign_in
from tests.security.kinds import Kind
from tests.security.world import World


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every route of the URL configuration, with those of what it includes."""
    for each in (resolver or get_resolver()).url_patterns:
        written = f"{before}{each.pattern}"
        if isinstance(each, URLPattern):
            yield written
        else:
            yield from routes(each, written)


def client_of(world: World, kind: Kind) -> Client:
    """A browser in which this kind of person is signed in, as strongly as her kind says."""
    client = Client(raise_request_exception=False)
    if kind is Kind.PARTNER:
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {world.things['api_key']}"
    elif kind is not Kind.ANONYMOUS:
        sign_in(client, world.user(kind), second_factor=kind not in Kind.without_factor())
    return client


@contextmanager
def undoing() -> Iterator[None]:
    """Whatever happens inside is taken back.

    Released, too: in one that is left open the next would nest, and each of thousands hold a lock.
    """
    savepoint = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(savepoint)
        transaction.savepoint_commit(savepoint)


def asked(
    client: Client, verb: str, path: str, *, then: Callable[[], None] | None = None
) -> HttpResponseBase:
    """One request with an empty body, and its effects taken back; `then` looks at them before."""
    client.cookies.pop("messages", None)  # what an earlier cell was told belongs to that cell
    with undoing():
        response = client.generic(verb, path, b"", "application/x-www-form-urlencoded")
        if response.streaming:
            b"".join(response.streaming_content)
        if then is not None:
            then()
        return response


TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def plain(body: str, path: str) -> str:
    """A page's body without what differs between two requests for the same thing."""
    return TOKEN.sub("", body).replace(path, "PATH")
