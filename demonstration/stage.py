"""Whoever acts in the seeding, what has happened already, and the lines that are printed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import models
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from accounts.actor import Actor, ActorKind
from accounts.models import User
from demonstration.content import Person, Story
from journal.models import Entry
from organisations.models import Organisation
from organisations.permissions import Role


@dataclass
class Stage:
    """What every step of the seeding needs; `say` prints one line."""

    say: Callable[[str], None]
    acts: int = 0
    _ids: dict[str, UUID] = field(default_factory=dict)

    def tell(self, line: str) -> None:
        """Print what was just done, and count it."""
        self.acts += 1
        self.say(line)

    def actor(self, story: Story, role: Role, number: int = 1) -> Actor:
        """Somebody of the organisation in this role, with a second factor confirmed just now."""
        return self.as_person(story.people_as(role)[number - 1])

    def as_person(self, person: Person) -> Actor:
        """A person of the stories as an actor."""
        return Actor(
            kind=ActorKind.PERSON,
            user_id=self.user_id(person),
            second_factor_at=now(),
            request_id=str(uuid7()),
        )

    def user_id(self, person: Person) -> UUID:
        """The id of the person's account, which exists."""
        if person.email not in self._ids:
            self._ids[person.email] = User.objects.values_list("pk", flat=True).get(
                email=person.email
            )
        return self._ids[person.email]


def organisation_of(story: Story) -> Organisation:
    """The organisation's row, which exists."""
    return Organisation.objects.get(slug=story.slug)


def happened(act: str, subject: models.Model) -> bool:
    """Whether the journal tells of this act on this object: then it is not done again."""
    return Entry.objects.filter(
        act=act,
        object_type=subject._meta.label_lower,  # noqa: SLF001 - Django's documented API
        object_id=str(subject.pk),
    ).exists()
