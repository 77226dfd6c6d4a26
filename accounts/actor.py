"""Who acts: built in one place, for persons, API keys and the system."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from django.utils.timezone import now

from accounts.refusal import Refusal

FRESH: Final = timedelta(minutes=5)
Found = TypeVar("Found")


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


class RequestMemory:
    """What was read once in one request about who acts in it, and is forgotten with it."""

    def __init__(self) -> None:
        self._found: dict[Hashable, Any] = {}

    def once(self, what: Hashable, read: Callable[[], Found]) -> Found:
        """What `read` gives; asked again for the same thing, what it gave the first time."""
        if what not in self._found:
            self._found[what] = read()
        found: Found = self._found[what]
        return found


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, and how strongly she has shown who she is.

    `second_factor_at` is the moment at which the second factor itself was last confirmed in
    this session; a password alone never moves it. Only the actor of a request has a `memory`
    (`accounts/second_factor.py`); any other may live for hours, and is looked up every time.
    """

    kind: ActorKind
    user_id: UUID | None = None
    api_key_id: UUID | None = None
    second_factor_at: datetime | None = None
    request_id: str = ""
    memory: RequestMemory | None = field(default=None, compare=False, repr=False)

    @property
    def person_id(self) -> UUID:
        """The id of the person who acts; acts that only a person may do ask for it."""
        if self.user_id is None:
            raise PersonNeeded(
                "Only a person who is signed in can do this. Sign in and do it there."
            )
        return self.user_id

    @property
    def has_second_factor(self) -> bool:
        """Whether a second factor was confirmed in this session at all."""
        return self.second_factor_at is not None

    def once(self, what: Hashable, read: Callable[[], Found]) -> Found:
        """What `read` gives, read once in a request; outside a request, read every time."""
        return read() if self.memory is None else self.memory.once(what, read)

    def second_factor_is_fresh(self, at: datetime) -> bool:
        """Whether the second factor was confirmed within the five minutes before `at`."""
        return self.second_factor_at is not None and at - self.second_factor_at <= FRESH

    def require_fresh_second_factor(self) -> None:
        """Raise `SecondFactorNeeded` unless the second factor is fresh now."""
        if not self.second_factor_is_fresh(now()):
            raise SecondFactorNeeded(
                "This step needs your second factor, confirmed within the last five minutes. "
                "Enter a new code and send it again."
            )


SYSTEM: Final = Actor(ActorKind.SYSTEM)
ANONYMOUS: Final = Actor(ActorKind.ANONYMOUS)
