"""Processes killed at random moments, twenty times: in the end always exactly one report."""

import os
import random
import time

import pytest

from tests.journeys.checks import invariants_hold
from tests.journeys.shortcuts import Member, exactly_one, is_live, member_of
from tests.running import Portal, rows, soon

pytestmark = pytest.mark.worker
TIMES = int(os.environ.get("KILLS", "20"))
SEED = int(os.environ.get("KILLS_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
# A report takes a few seconds; kills fall from before its first step to after its last.
LONGEST_WAIT = 8.0
RECOVERED_WITHIN = 120.0


@pytest.fixture(scope="module")
def member(portal: Portal) -> Member:
    return member_of(portal)


def test_it_works(portal: Portal, member: Member) -> None:
    chance = random.Random(SEED)
    for _ in range(TIMES):
        attestation = member.due()
        victim, wait = chance.choice(["worker", "signer"]), chance.uniform(0, LONGEST_WAIT)
        time.sleep(wait)
        portal.kill(victim)
        what = f"a report, its {victim} killed after {wait:.2f} s (KILLS_SEED={SEED} repeats it)"
        soon(what, lambda a=attestation: is_live(portal, a), RECOVERED_WITHIN)
        exactly_one(portal, attestation)
    invariants_hold(portal)
    assert rows(portal, "SELECT count(*) FROM reports_report") == [(member.scopes,)]
    leaves = "SELECT count(*) FROM transparency_leaf WHERE kind = 'report'"
    assert rows(portal, leaves) == [(member.scopes,)]


def test_valkey_stopped_at_random_moments_loses_nothing(portal: Portal, member: Member) -> None:
    chance = random.Random(SEED + 1)
    for _ in range(5):
        attestation = member.due()
        time.sleep(chance.uniform(0, LONGEST_WAIT))
        portal.stop_valkey()
        time.sleep(chance.uniform(0, 10))
        portal.start_valkey()
        soon("the report is live", lambda a=attestation: is_live(portal, a), RECOVERED_WITHIN)
        exactly_one(portal, attestation)
    invariants_hold(portal)
