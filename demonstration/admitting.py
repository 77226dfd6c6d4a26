"""The alliance begins, organisations enter the register, people accept their invitations."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM, Actor, ActorKind
from accounts.models import User
from demonstration.content import Person, Story, alliance
from demonstration.log_ins import LogIn, agreed, with_factor
from demonstration.stage import Stage, organisation_of
from organisations.admission import Accredited, Particulars, accredited, added_organisation
from organisations.invitation import accepted, invited
from organisations.layers import Layer
from organisations.models import Membership, Organisation
from organisations.permissions import ROLE_TITLES, Role, Side
from organisations.roles import given_role

# Who lets the first person of an organisation in, and the others afterwards.
FIRST = {
    Side.MEMBER: Role.OWNER,
    Side.ASSESSOR_BODY: Role.BODY_ADMIN,
    Side.ALLIANCE: Role.REGISTRAR,
}
ACCREDITED_SINCE = timedelta(days=210)
ACCREDITED_FOR = timedelta(days=3 * 365)


def admitted(stage: Stage, story: Story, log_ins: dict[str, LogIn]) -> None:
    """The organisation with everybody in it, and log-ins that agree with the file."""
    if not Organisation.objects.filter(slug=story.slug).exists():
        _enter(stage, story)
    organisation = organisation_of(story)
    first = story.people_as(FIRST[story.side])[0]
    for person in (first, *(each for each in story.people if each is not first)):
        joined = _joined(stage, story, organisation, person, log_ins)
        if not joined and person.email in log_ins and agreed(log_ins[person.email]):
            stage.tell(f"{person.email} signs in as the file of log-ins says.")


def _enter(stage: Stage, story: Story) -> None:
    """Only the alliance itself and its first registrar come from nobody: the system adds them."""
    about = story.organisation
    begins = story.side is Side.ALLIANCE
    particulars = Particulars(
        side=story.side,
        slug=story.slug,
        name=settings.ALLIANCE_NAME if begins else about["name"],
        country=about["country"],
        website=about.get("website", ""),
        group=about.get("group", ""),
    )
    by = SYSTEM if begins else stage.actor(alliance(), Role.REGISTRAR)
    with transaction.atomic():
        organisation = added_organisation(particulars, by=by)
        if story.side is Side.ASSESSOR_BODY:
            today = now().date()
            scope = Accredited(
                layers=tuple(Layer),
                valid_from=today - ACCREDITED_SINCE,
                valid_until=today - ACCREDITED_SINCE + ACCREDITED_FOR,
            )
            accredited(organisation, scope, by=by)
    stage.tell(f"{particulars.name} is in the register of organisations.")


def _joined(
    stage: Stage,
    story: Story,
    organisation: Organisation,
    person: Person,
    log_ins: dict[str, LogIn],
) -> bool:
    """Let the person in, with her log-in; False where she is in already."""
    held = Membership.objects.filter(
        organisation=organisation, user__email=person.email, role=person.role.value
    )
    if held.exists():
        return False
    first = FIRST[story.side]
    password = log_ins[person.email].password if person.email in log_ins else None
    with transaction.atomic():
        if story.side is Side.ALLIANCE and person.role is first:
            user = User.objects.create_user(person.email, password, name=person.name)
            given_role(organisation, user, person.role, by=SYSTEM)
        else:
            inviter = (
                stage.actor(alliance(), Role.REGISTRAR)
                if person.role is first or story.side is Side.ALLIANCE
                else stage.actor(story, first)
            )
            invitation, _ = invited(organisation, person.email, person.role, by=inviter)
            user = User.objects.create_user(person.email, password, name=person.name)
            accepted(invitation.pk, user, by=Actor(ActorKind.PERSON, user_id=user.pk))
        if person.email in log_ins:
            with_factor(user, log_ins[person.email])
    stage.tell(f"{person.name} is {ROLE_TITLES[person.role].lower()} of {organisation.name}.")
    return True
