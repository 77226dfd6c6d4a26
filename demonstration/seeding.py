"""The whole seeding, in order; every step looks first whether it was done already."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from accounts.api_keys import made_api_key
from accounts.models import ApiKey
from demonstration import log_ins
from demonstration.admitting import admitted
from demonstration.assessing import assessed
from demonstration.content import Story, alliance, partner, stories
from demonstration.declaring import declared, prepared
from demonstration.framework import framed
from demonstration.overseeing import overseen
from demonstration.stage import Stage
from demonstration.waiting import expected, published
from organisations.permissions import Role, Side


def seeded(say: Callable[[str], None]) -> Stage:
    """Bring the demonstration to its last step, wherever it stopped before.

    Raises `waiting.NoWorker` when the reports do not come; the next seeding goes on from there.
    """
    stage = Stage(say)
    if _is_finished():
        return stage
    plan = told(stage)
    for story, scope, kind in expected(_members()):
        published(stage, story, scope, kind)
    _partner(stage, plan)
    return stage


def told(stage: Stage) -> dict[str, log_ins.LogIn]:
    """Everything that people do, up to the reports that are left to the worker; the log-ins."""
    everybody = stories()
    plan = log_ins.planned(everybody)
    log_ins.write(list(plan.values()), log_ins.kept_api_key())
    for story in everybody:
        admitted(stage, story, plan)
    framed(stage)
    for story in _members():
        prepared(stage, story)
        for scope in story.scopes:
            declared(stage, story, scope)
            assessed(stage, story, scope)
    overseen(stage)
    return plan


def _members() -> list[Story]:
    return [story for story in stories() if story.side is Side.MEMBER]


def _is_finished() -> bool:
    """The last step made the partner's key; its place in the file shows that both are one."""
    if log_ins.kept_api_key() is None:
        return False
    first = next(iter(log_ins.planned([alliance()]).values()))
    return log_ins.agrees(first)


def _partner(stage: Stage, plan: dict[str, log_ins.LogIn]) -> None:
    """The partner's key comes last. One whose text is lost is replaced; it opens nothing anyway."""
    if log_ins.kept_api_key() is not None:
        return
    registrar = stage.actor(alliance(), Role.REGISTRAR)
    with transaction.atomic():
        lost = ApiKey.objects.filter(holder=partner(), revoked_at=None).exists()
        _, text = made_api_key(partner(), by=registrar)
    log_ins.write(list(plan.values()), text)
    stage.tell(f"{partner()} gets {'a new' if lost else 'an'} API key.")


def is_allowed() -> bool:
    """Whether this portal may hold fictional data at all."""
    return bool(settings.DEMONSTRATION or settings.DEVELOPMENT)
