"""Whether somebody of the alliance still holds the role that she acts in, asked under the lock."""

from datetime import datetime

from accounts.actor import Actor
from accounts.refusal import Refusal
from organisations.models import Membership
from organisations.permissions import RIGHTS, Permission, Side


class RoleEnded(Refusal):
    """The role has ended since the page was opened."""


def require_role(by: Actor, permission: Permission, at: datetime) -> None:
    """Raise `RoleEnded` unless a membership in the alliance allows it; the system always may."""
    if by.user_id is None:
        return
    roles = [role.value for role in RIGHTS[permission]]
    held = Membership.objects.in_force(at).filter(
        user=by.user_id, organisation__side=Side.ALLIANCE.value, role__in=roles
    )
    if not held.exists():
        raise RoleEnded("Your role for this has ended, so nothing was done. Ask a registrar.")
