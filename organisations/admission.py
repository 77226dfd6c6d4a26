"""Acts of the registrar: an organisation enters the register, an assessor body is accredited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from accounts.actor import Actor
from accounts.refusal import Refusal
from journal.recording import record, require_transaction
from organisations.assurance import AssuranceLevel, levels_in_order
from organisations.layers import in_order
from organisations.models import Accreditation, Organisation
from organisations.permissions import Side


@dataclass(frozen=True, slots=True)
class Particulars:
    """What the register says of an organisation; `country` is ISO 3166-1 alpha-2."""

    side: Side
    slug: str
    name: str
    country: str
    website: str = ""
    group: str = ""


def added_organisation(particulars: Particulars, *, by: Actor) -> Organisation:
    """The new organisation; joins the caller's transaction. Raises Refusal for a slug in use."""
    require_transaction()
    if Organisation.objects.filter(slug=particulars.slug).exists():
        raise Refusal(
            f"Another organisation is registered as “{particulars.slug}” already. "
            "Choose another short name."
        )
    organisation = Organisation(
        side=particulars.side,
        slug=particulars.slug,
        name=particulars.name,
        country=particulars.country,
        website=particulars.website,
        group=particulars.group,
    )
    try:
        with transaction.atomic():
            organisation.save(force_insert=True)
    except IntegrityError as error:
        raise Refusal(
            "An organisation with these particulars is registered already. "
            "Look it up in the list of organisations."
        ) from error
    record("organisation.added", organisation, by=by, organisation_id=organisation.pk)
    return organisation


@transaction.atomic(durable=True)
def add_organisation(particulars: Particulars, *, by: Actor) -> Organisation:
    """The registrar adds a member or an assessor body to the register."""
    return added_organisation(particulars, by=by)


@dataclass(frozen=True, slots=True)
class Accredited:
    """What a body is accredited for; no country means every one, both days are inclusive."""

    layers: Sequence[str]
    valid_from: date
    valid_until: date
    countries: Sequence[str] = ()
    levels: Sequence[str] = tuple(AssuranceLevel)


def accredited(body: Organisation, scope: Accredited, *, by: Actor) -> Accreditation:
    """What `body` may assess from now on; joins the caller's transaction."""
    require_transaction()
    if body.side != Side.ASSESSOR_BODY:
        raise Refusal("Only an assessor body can be accredited. Open the page of one.")
    accreditation = Accreditation.objects.create(
        body=body,
        layers=in_order(list(scope.layers)),
        countries=sorted(set(scope.countries)),
        levels=levels_in_order(scope.levels),
        valid_from=scope.valid_from,
        valid_until=scope.valid_until,
    )
    record(
        "body.accredited",
        accreditation,
        by=by,
        organisation_id=body.pk,
        facts={
            "layers": accreditation.layers,
            "countries": accreditation.countries,
            "levels": accreditation.levels,
            "until": scope.valid_until.isoformat(),
        },
    )
    return accreditation


@transaction.atomic(durable=True)
def accredit(body: Organisation, scope: Accredited, *, by: Actor) -> Accreditation:
    """The registrar accredits a body for layers, countries and levels, from and until."""
    return accredited(body, scope, by=by)
