"""People by what they are, organisations, a scope, and signing in as somebody."""

import time
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.account.internal.userkit import user_id_to_str
from django.test import Client
from django.utils.timezone import now

from accounts.actor import Actor, ActorKind
from accounts.models import AccountLink, User
from organisations.layers import Layer
from organisations.models import Accreditation, Membership, Organisation, Scope
from organisations.permissions import Role, Side
from tests.kept import kept

Link = Callable[[User, User], AccountLink]
AUTHENTICATED = "account_authentication_methods"
AUTHENTICATED_USER = "account_authentication_methods_user"


def acting(user: User, *, second_factor: bool = True) -> Actor:
    """The person as an actor whose second factor is fresh (or was never confirmed)."""
    return Actor(
        kind=ActorKind.PERSON,
        user_id=user.pk,
        second_factor_at=now() if second_factor else None,
        request_id=str(uuid4()),
    )


def sign_in(
    client: Client, user: User, *, second_factor: bool = True, minutes_ago: float = 0
) -> None:
    """A session of `user`, with the factor confirmed `minutes_ago` (or not at all)."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    at = time.time() - 60 * minutes_ago
    methods = [{"method": "password", "at": at}]
    if second_factor:
        methods.append({"method": "mfa", "at": at, "type": "totp"})
    session = client.session
    session[AUTHENTICATED] = methods
    session[AUTHENTICATED_USER] = user_id_to_str(user)
    session.save()


def person(organisation: Organisation | None, role: Role | None, name: str) -> User:
    """A person, and her role where she has one."""
    user = User.objects.create_user(f"{name.lower().replace(' ', '.')}@people.example", name=name)
    if organisation is not None and role is not None:
        Membership.objects.create(organisation=organisation, user=user, role=role)
    return user


def organisation(side: Side, slug: str, name: str, **more: str) -> Organisation:
    return Organisation.objects.create(
        side=side, slug=slug, name=name, country=more.pop("country", "PT"), **more
    )


@kept
def member(db: None) -> Organisation:
    return organisation(Side.MEMBER, "north-harbour-cloud", "North Harbour Cloud")


@kept
def other_member(db: None) -> Organisation:
    return organisation(Side.MEMBER, "quiet-valley-chips", "Quiet Valley Chips", country="JP")


@kept
def body(db: None) -> Organisation:
    body = organisation(Side.ASSESSOR_BODY, "plain-sight-audit", "Plain Sight Audit", country="NL")
    today = now().date()
    Accreditation.objects.create(
        body=body,
        layers=[layer.value for layer in Layer],
        valid_from=today - timedelta(days=100),
        valid_until=today + timedelta(days=900),
    )
    return body


@kept
def other_body(db: None) -> Organisation:
    return organisation(Side.ASSESSOR_BODY, "far-shore-review", "Far Shore Review", country="CA")


@kept
def alliance(db: None) -> Organisation:
    return organisation(Side.ALLIANCE, "alliance", "The Alliance", country="BE")


@kept
def owner(member: Organisation) -> User:
    return person(member, Role.OWNER, "Olga Owner")


@kept
def editor(member: Organisation) -> User:
    return person(member, Role.EDITOR, "Emil Editor")


@kept
def contributor(member: Organisation) -> User:
    return person(member, Role.CONTRIBUTOR, "Cora Contributor")


@kept
def signatory(member: Organisation) -> User:
    return person(member, Role.SIGNATORY, "Sven Signatory")


@kept
def viewer(member: Organisation) -> User:
    return person(member, Role.VIEWER, "Vera Viewer")


@kept
def other_owner(other_member: Organisation) -> User:
    return person(other_member, Role.OWNER, "Otto Otherowner")


@kept
def body_admin(body: Organisation) -> User:
    return person(body, Role.BODY_ADMIN, "Bela Bodyadmin")


@kept
def lead(body: Organisation) -> User:
    return person(body, Role.LEAD_ASSESSOR, "Lena Lead")


@kept
def assessor(body: Organisation) -> User:
    return person(body, Role.ASSESSOR, "Aldo Assessor")


@kept
def reviewer(body: Organisation) -> User:
    return person(body, Role.QUALITY_REVIEWER, "Quirin Reviewer")


@kept
def registrar(alliance: Organisation) -> User:
    return person(alliance, Role.REGISTRAR, "Rita Registrar")


@kept
def operator(alliance: Organisation) -> User:
    return person(alliance, Role.OPERATOR, "Oskar Operator")


@kept
def scheme_manager(alliance: Organisation) -> User:
    return person(alliance, Role.SCHEME_MANAGER, "Sara Scheme")


@kept
def other_scheme_manager(alliance: Organisation) -> User:
    return person(alliance, Role.SCHEME_MANAGER, "Silas Secondscheme")


@kept
def decision_maker(alliance: Organisation) -> User:
    return person(alliance, Role.DECISION_MAKER, "Dario Decision")


@kept
def custodian(alliance: Organisation) -> User:
    return person(alliance, Role.KEY_CUSTODIAN, "Kamil Custodian")


@kept
def other_custodian(alliance: Organisation) -> User:
    return person(alliance, Role.KEY_CUSTODIAN, "Kira Secondcustodian")


@pytest.fixture
def link(registrar: User) -> Link:
    """Notes that two accounts are one person's."""

    def noted(one: User, other: User) -> AccountLink:
        first, second = sorted((one, other), key=lambda each: each.pk)
        return AccountLink.objects.create(
            one=first, other=second, reason="One passport.", noted_by=registrar
        )

    return noted


@kept
def stranger(db: None) -> User:
    return person(None, None, "Stella Stranger")


@kept
def scope(member: Organisation) -> Scope:
    return Scope.objects.create(
        organisation=member,
        slug="cloud-services",
        title="Cloud services",
        included="All cloud services sold in Europe.",
        excluded="The hardware resale business.",
        why="Resale is another company of the group.",
        layers=["cloud", "ai"],
    )
