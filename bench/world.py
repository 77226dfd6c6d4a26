"""What the operations find: three editions, a published report, a draft with somebody at work on it."""

from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.models import User
from attestations.models import Attestation, Evidence, EvidenceLink
from attestations.opening import opened
from bench.large_edition import large_edition, large_follower
from organisations.models import Organisation
from organisations.permissions import Role
from principles.adoption import adopted
from principles.edition_file import EDITION_1, read
from principles.models import Edition
from reports.models import Report
from tests.answers import piece_of
from tests.people import acting, person, sign_in
from tests.registry.factory import org, report_on, scope_of

LIBRARY = 40
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
    member: Organisation
    editor: User
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
        draft = opened_for(member, editor, edition, "in-work")
    client = Client()
    sign_in(client, editor)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # the pool's connection is there before anything is measured
    return World(plain, edition, large, data, follower, report, draft, member, editor, session)


def in_work(world: World, edition: Edition, slug: str) -> Attestation:
    """A further draft of the same organisation, of a scope with this slug; committed."""
    with transaction.atomic():
        return opened_for(world.member, world.editor, edition, slug)


def opened_for(member: Organisation, editor: User, edition: Edition, slug: str) -> Attestation:
    """A blank draft but for two pieces of a library of forty, attached to every first answer."""
    by = acting(editor)
    scope = scope_of(member, slug)
    draft = opened(scope.pk, edition.pk, now().date(), by=by, at=now())
    for number in range(LIBRARY - Evidence.objects.filter(organisation=member).count()):
        piece_of(draft, by, f"Piece {number}")
    pieces = Evidence.objects.filter(organisation=member)[:2]
    first = draft.answers.order_by("criterion__order", "layer").first()
    EvidenceLink.objects.bulk_create(EvidenceLink(answer=first, evidence=each) for each in pieces)
    return draft
