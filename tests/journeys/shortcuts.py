"""What a test of faults needs at hand: a member's people and reports that become due, quickly."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from attestations.intake import accepted
from attestations.models import Attestation
from attestations.opening import opened
from attestations.readiness import made_ready
from organisations.models import Organisation, Scope
from organisations.permissions import Role, Side
from organisations.scope_statement import NOTHING
from principles.models import Edition
from tests.answers import answer_everything
from tests.journeys.people import PASSWORD, Person, address_of
from tests.people import acting
from tests.running import Portal, rows
from tests.stages import made_submitted


@dataclass
class Member:
    """A member organisation and its people; the registrar belongs to the alliance."""

    portal: Portal
    organisation: Organisation
    users: dict[Role, User]
    scopes: int = 0

    def draft(self) -> Attestation:
        """A new attestation of a new scope, everything answered."""
        self.scopes += 1
        scope = Scope.objects.create(
            organisation=self.organisation,
            slug=f"service-{self.scopes}",
            title=f"Service {self.scopes}",
            included="All of it, everywhere.",
            excluded=NOTHING,
            why="It is one service.",
            layers=["cloud"],
        )
        by = acting(self.users[Role.EDITOR])
        with transaction.atomic():
            edition = Edition.objects.get()
            attestation = opened(scope.pk, edition.pk, now().date(), by=by, at=now())
        answer_everything(attestation, by)
        return attestation

    def ready(self) -> Attestation:
        attestation = self.draft()
        with transaction.atomic():
            return made_ready(attestation.pk, {}, by=acting(self.users[Role.EDITOR]), at=now())

    def due(self) -> Attestation:
        """Accepted, with a declared report due: the worker finds it by itself."""
        attestation = self.ready()
        made_submitted(attestation, acting(self.users[Role.SIGNATORY]), publish_declared=True)
        with transaction.atomic():
            return accepted(attestation.pk, by=acting(self.users[Role.REGISTRAR]), at=now())

    def signed_in(self, role: Role) -> Person:
        person = Person(self.portal, self.users[role].name)
        person.sign_in()
        return person


def member_of(portal: Portal) -> Member:
    """A member with an editor and a signatory, and the alliance with its registrar."""
    alliance = _organisation(Side.ALLIANCE, "alliance", "The Alliance")
    member = _organisation(Side.MEMBER, "north-harbour-cloud", "North Harbour Cloud")
    users = {
        Role.EDITOR: _person(member, Role.EDITOR, "Emil Editor"),
        Role.SIGNATORY: _person(member, Role.SIGNATORY, "Sven Signatory"),
        Role.REGISTRAR: _person(alliance, Role.REGISTRAR, "Rita Registrar"),
    }
    return Member(portal, member, users)


def _organisation(side: Side, slug: str, name: str) -> Organisation:
    return Organisation.objects.create(side=side, slug=slug, name=name, country="PT")


def _person(organisation: Organisation, role: Role, name: str) -> User:
    from organisations.models import Membership

    user = User.objects.create_user(address_of(name), PASSWORD, name=name)
    Membership.objects.create(organisation=organisation, user=user, role=role)
    return user


def reports_of(portal: Portal, attestation: Attestation) -> list[tuple[str, str]]:
    """Number and state of every report of an attestation's submissions."""
    found: list[tuple[str, str]] = rows(
        portal,
        "SELECT r.number, r.state FROM reports_report r "
        "JOIN attestations_submission s ON s.id = r.submission_id WHERE s.attestation_id = %(id)s",
        {"id": attestation.pk},
    )
    return found


def is_live(portal: Portal, attestation: Attestation) -> bool:
    return [state for _, state in reports_of(portal, attestation)] == ["live"]


def exactly_one(portal: Portal, attestation: Attestation) -> None:
    """One live report, one file that was signed and counts, one leaf in the log."""
    ((number, state),) = reports_of(portal, attestation)
    assert state == "live"
    leaves = rows(
        portal,
        "SELECT count(*) FROM transparency_leaf WHERE kind = 'report' "
        "AND convert_from(content, 'UTF8')::jsonb ->> 'number' = %(number)s",
        {"number": number},
    )
    assert leaves == [(1,)]
    pdf = Person(portal, "Anyone").open(f"/reports/{number}/report.pdf")
    assert pdf.body.startswith(b"%PDF")
