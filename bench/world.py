"""What the operations find: three editions, a published report, a draft with somebody at work on it."""

from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.utils.timezone import now

from accounts.actor import SYSTEM
from attestations.models import Attestation
from attestations.opening import opened
from bench.large_edition import large_edition, large_follower
from organisations.permissions import Role
from principles.adoption import adopted
from principles.edition_file import EDITION_1, read
from principles.models import Edition
from reports.models import Report
from tests.people import acting, person, sign_in
from tests.registry.factory import org, report_on, scope_of

SECRET = "a" * 32  # of the token against forged forms, in its cookie and in its header


@dataclass(frozen=True, slots=True)
class World:
    """`plain` is a psycopg connection that stays open, as the application's role."""

    plain: psycopg.Connection[Any]
    edition: Edition
    large: Edition
    large_data: dict[str, Any]
    follower: Edition
    report: Report
    draft: Attestation
    session: str

    @property
    def cookies(self) -> str:
        return f"{settings.SESSION_COOKIE_NAME}={self.session}; csrftoken={SECRET}"


def made_world(plain: psycopg.Connection[Any], *, size: int = 500) -> World:
    """Rows as the portal's own functions write them; committed."""
    data = large_edition(size)
    with transaction.atomic():
        edition, _ = adopted(read(EDITION_1), by=SYSTEM, at=now())
        large, _ = adopted(data, by=SYSTEM, at=now())
        follower, _ = adopted(large_follower(size), by=SYSTEM, at=now())
        member = org("harbour-lumen", "Harbour Lumen Cloud")
        report = report_on(scope_of(member), edition)
        editor = person(member, Role.EDITOR, "Emil Editor")
        actor = acting(editor)
        scope = scope_of(member, "in-work")
        draft = opened(scope.pk, edition.pk, now().date(), by=actor, at=now())
    client = Client()
    sign_in(client, editor)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # the pool's connection is there before anything is measured
    return World(plain, edition, large, data, follower, report, draft, session)
