"""Who acts: built in one place, for persons, API keys and the system."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.utils.timezone import now

from accounts.refusal import Refusal

FRESH: Final = timedelta(minutes=5)


class SecondFactorNeeded(Refusal):
    """The act needs a second factor that was confirmed within the last five minutes."""


class PersonNeeded(Refusal):
    """The act needs a natural person; a key or the system cannot do it."""


class ActorKind(StrEnum):
    """What sort of actor acts."""

    PERSON = "person"
    API_KEY = "api_key"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, and how strongly she has shown who she is.

    `second_factor_at` is the moment at which the second factor itself was last confirmed in
    this session; a password alone never moves it.
    """

    kind: ActorKind
    user_id: UUID | None = None
    api_key_id: UUID | None = None
    second_factor_at: datetime | None = None
    request_id: str = ""

    @property
    def person_id(self) -> UUID:
        """The id of the person who acts; acts that only a person may do ask for it."""
        if self.user_id is None:
            raise PersonNeeded("Only a person who is signed in can do this.")
        return self.user_id

    @property
    def has_second_factor(self) -> bool:
        """Whether a second factor was confirmed in this session at all."""
        return self.second_factor_at is not None

    def second_factor_is_fresh(self, at: datetime) -> bool:
        """Whether the second factor was confirmed within the five minutes before `at`."""
        return self.second_factor_at is not None and at - self.second_factor_at <= FRESH

    def require_fresh_second_factor(self) -> None:
        """Raise `SecondFactorNeeded` unless the second factor is fresh now."""
        if not self.second_factor_is_fresh(now()):
            raise SecondFactorNeeded(
                "This step needs your second factor, confirmed within the last five minutes."
            )


SYSTEM: Final = Actor(ActorKind.SYSTEM)
ANONYMOUS: Final = Actor(ActorKind.ANONYMOUS)
