"""The public register of assessor bodies: what they are accredited for, and who assesses for them.

A body is listed once it was accredited, and stays listed: what was withdrawn or has ended is what
people look for. A person is named where she said so herself (docs/decisions/assessor-register.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.models import AccreditationFlag
from organisations.accreditation import WORDS, AccreditationStatus
from organisations.models import Accreditation, Membership, Organisation
from organisations.permissions import PUBLIC_ROLES, Side
from registry.paging import Page, page_of

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; an empty field asks nothing. Country: where the assessed member is."""

    words: str = ""
    layer: str = ""
    country: str = ""
    level: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is asked."""
        return any((self.words, self.layer, self.country, self.level))


@dataclass(frozen=True, slots=True)
class ListedBody:
    """A body with all its accreditations, the newest first, and where it stands on a day."""

    organisation: Organisation
    accreditations: tuple[Accreditation, ...]
    status: AccreditationStatus

    @property
    def words(self) -> str:
        """Where it stands, in words."""
        return WORDS[self.status]

    @property
    def in_force(self) -> tuple[Accreditation, ...]:
        """The accreditations that count."""
        return tuple(each for each in self.accreditations if each.status == "in_force")


def listed_bodies() -> QuerySet[Organisation]:
    """The assessor bodies that were ever accredited; others do not exist for the public."""
    ever = Accreditation.objects.filter(body=OuterRef("pk"))
    return Organisation.objects.filter(Exists(ever), side=Side.ASSESSOR_BODY.value)


def countries() -> list[str]:
    """The countries that an accreditation names, with those of the bodies themselves."""
    named = Accreditation.objects.order_by().values_list("countries", flat=True)
    own = listed_bodies().order_by().values_list("country", flat=True)
    return sorted({code for codes in named for code in codes} | set(own))


def narrowed(rows: QuerySet[Organisation], sought: Sought, *, on: date) -> QuerySet[Organisation]:
    """`rows` with this in the name, and one accreditation in force that covers the rest."""
    words = sought.words.replace("\x00", "").strip()
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(slug__icontains=words.lower()))
    if sought.layer or sought.country or sought.level:
        covering = Accreditation.objects.in_force(on).filter(body=OuterRef("pk"))
        if sought.layer:
            covering = covering.filter(layers__contains=[sought.layer])
        if sought.country:
            everywhere = Q(countries=[])
            covering = covering.filter(everywhere | Q(countries__contains=[sought.country]))
        if sought.level:
            covering = covering.filter(levels__contains=[sought.level])
        rows = rows.filter(Exists(covering))
    return rows


def found(sought: Sought, *, cursor: str, on: date) -> tuple[list[ListedBody], Page[Organisation]]:
    """A page of the register by name, in two queries. Raises `WrongCursor`."""
    rows = narrowed(listed_bodies(), sought, on=on)
    page = page_of(rows, ("name", "id"), cursor=cursor, size=PER_PAGE)
    return with_accreditations(page.rows, on=on), page


def with_accreditations(rows: Iterable[Organisation], *, on: date) -> list[ListedBody]:
    """These bodies with their accreditations and where they stand on the day, in one query."""
    wanted = list(rows)
    by_body: dict[UUID, list[Accreditation]] = {each.pk: [] for each in wanted}
    for accreditation in Accreditation.objects.filter(body__in=by_body):
        by_body[accreditation.body_id].append(accreditation)
    return [
        ListedBody(each, tuple(by_body[each.pk]), status_of(by_body[each.pk], on=on))
        for each in wanted
    ]


def status_of(accreditations: Sequence[Accreditation], *, on: date) -> AccreditationStatus:
    """In force where one of them is; else where the newest stands."""
    stands = [each.status_on(on) for each in accreditations]
    return AccreditationStatus.IN_FORCE if AccreditationStatus.IN_FORCE in stands else stands[0]


def people_of(body: Organisation) -> list[Membership]:
    """The people who let their names stand there, in their roles in force, by name."""
    roles = [role.value for role in PUBLIC_ROLES]
    people = Membership.objects.in_force().filter(organisation=body, role__in=roles)
    named = people.filter(listed_at__isnull=False).select_related("user")
    return list(named.order_by("user__name", "role"))


def flags_on(decision_id: UUID | None) -> list[AccreditationFlag]:
    """That the accreditation behind a decision was withdrawn; nothing for a declared report."""
    if decision_id is None:
        return []
    flags = AccreditationFlag.objects.filter(engagement__decisions=decision_id)
    return list(flags.whole().distinct())
