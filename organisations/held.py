"""The roles that count for one actor, and what they allow (pure)."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from organisations.permissions import GRANTED, RIGHTS, Permission, Role, Side


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody holds in an organisation, which stands on a side."""

    organisation_id: UUID
    side: Side
    role: Role


@dataclass(frozen=True, slots=True)
class Held:
    """All roles that count for an actor, as they were read."""

    roles: frozenset[HeldRole] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.roles)

    def granting(self, permission: Permission) -> "Held":
        """Those whose membership allows `permission`."""
        allowed = RIGHTS[permission]
        return Held(frozenset(each for each in self.roles if each.role in allowed))

    def grantable(self, permission: Permission) -> "Held":
        """Those to which a grant may give `permission`; without one, no grant is looked up."""
        found = (each for each in self.roles if permission in GRANTED.get(each.role, ()))
        return Held(frozenset(found))

    @property
    def in_alliance(self) -> bool:
        """Whether one of them is a role of the alliance."""
        return any(each.side is Side.ALLIANCE for each in self.roles)

    @property
    def names(self) -> set[str]:
        """The slugs of the roles, whatever the organisation."""
        return {each.role.value for each in self.roles}

    @property
    def organisations(self) -> set[UUID]:
        """The organisations in which they are held."""
        return {each.organisation_id for each in self.roles}

    def by_role(self) -> Iterator[tuple[str, list[UUID]]]:
        """Each role's slug, with the organisations in which it is held."""
        for name in sorted(self.names):
            yield name, [each.organisation_id for each in self.roles if each.role == name]
