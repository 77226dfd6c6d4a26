"""Faults while reports are made: in the end always exactly one of each, and nothing left over.

Each kind strikes `FAULTS` times (50), in the middle of the step that it is meant for. The lease is
the real one, 45 seconds. Web, worker, signer, beat, PostgreSQL and Valkey are real.
"""

import random
import time
from functools import partial

import pytest
from celery import Celery

from quickstart import valkey
from reports.lease import SECONDS
from tests.journeys.shortcuts import Member, member_of
from tests.running import Portal, rows, soon
from tests.slow import faults
from tests.slow.faults import FAULTS, Struck

pytestmark = pytest.mark.worker
SHORT = True
FEWEST_ASLEEP = 4
# Which process does the step that leads on from a state.
STEPS = {"due": "worker", "prepared": "signer", "signed": "signer"}


@pytest.fixture(scope="module")
def member(portal: Portal) -> Member:
    return member_of(portal)


@pytest.fixture
def struck(portal: Portal, member: Member) -> Struck:
    return Struck(portal, member)


@pytest.mark.parametrize("state", STEPS)
def test_killed_inside_a_step(portal: Portal, struck: Struck, state: str) -> None:
    while struck.count(state) < FAULTS:
        struck.when_at_work(state)
        faults.restart_at_once(portal)
        portal.kill(STEPS[state])
    struck.recovered(f"{FAULTS} attempts were killed inside the step after {state}")


@pytest.mark.parametrize("state", STEPS)
def test_killed_after_a_step(portal: Portal, struck: Struck, state: str) -> None:
    """The step is on record and the bell for the next may be lost."""
    after = {"due": "prepared", "prepared": "signed", "signed": "live"}[state]
    count = "SELECT count(*) FROM journal_entry WHERE act = %(act)s"
    act = {"prepared": "report.prepared", "signed": "report.signed", "live": "report.published"}
    for _ in range(FAULTS):
        before = rows(portal, count, {"act": act[after]})
        struck.keep_busy()

        def done(before: object = before) -> bool:
            struck.keep_busy()
            return rows(portal, count, {"act": act[after]}) != before

        soon(f"a report is {after}", done, seconds=120, every=0.01)
        faults.restart_at_once(portal)
        portal.kill(STEPS[state])
    struck.recovered(f"{FAULTS} kills after the step that leads to {after}")


def test_asleep_past_its_lease(portal: Portal, struck: Struck) -> None:
    """Another takes the step over; the sleeper wakes up and writes nothing.

    An attempt counts where another has claimed the step while whoever began it was asleep.
    """
    fallen = partial(faults.leases, portal, "due")
    with faults.second_worker(portal, 2 * FEWEST_ASLEEP):
        while len(struck.hits) < FAULTS:
            struck.keep_busy()
            soon("several are at work", lambda: len(fallen()) >= FEWEST_ASLEEP, 120, every=0.05)
            asleep = faults.stop_process(portal, "worker")
            begun = fallen()
            time.sleep(SECONDS + 3)
            soon("another has them", lambda b=begun: faults.taken_over(portal, b), seconds=60)
            struck.hits |= faults.taken_over(portal, begun)
            faults.send(asleep, faults.signal.SIGCONT, group=True)
        struck.recovered(f"{len(struck.hits)} leases were slept through")


def test_messages_twice_and_out_of_order(portal: Portal, struck: Struck) -> None:
    chance = random.Random(1)
    sent = 0
    queues = {"prepare": "default", "sign": "signing", "go_live": "signing"}
    with Celery(broker=valkey.url(portal.valkey_home)) as app:
        while sent < FAULTS:
            struck.keep_busy()
            waiting = [each.pk for each in struck.waiting]
            found = rows(
                portal,
                "SELECT id FROM reports_report WHERE attestation_id = ANY(%(ids)s)",
                {"ids": waiting},
            )
            messages = [(name, str(pk)) for (pk,) in found for name in queues] * 2
            chance.shuffle(messages)
            for name, pk in messages:
                app.send_task(f"reports.{name}", (pk,), queue=queues[name], ignore_result=True)
            sent += len(found)
            time.sleep(1)
    struck.recovered(f"{sent} reports were rung for six times over")


def test_valkey_forgets_everything(portal: Portal, struck: Struck) -> None:
    chance = random.Random(2)
    for _ in range(FAULTS):
        struck.keep_busy()
        time.sleep(chance.uniform(0, 1))
        faults.flush_valkey(portal)
    struck.recovered(f"Valkey forgot everything {FAULTS} times")


def test_valkey_away(portal: Portal, struck: Struck) -> None:
    chance = random.Random(3)
    for _ in range(FAULTS):
        struck.keep_busy()
        portal.stop_valkey()
        time.sleep(chance.uniform(0, 2))
        portal.start_valkey()
        time.sleep(chance.uniform(0, 2))
    struck.recovered(f"Valkey was away {FAULTS} times")


def test_the_database_restarts(portal: Portal, struck: Struck) -> None:
    chance = random.Random(4)
    for number in range(FAULTS):
        state = list(STEPS)[number % len(STEPS)]
        if state == "due":
            struck.when_at_work(state)
        else:
            struck.keep_busy()
            time.sleep(chance.uniform(0, 3))
        faults.restart_postgres(portal)
    struck.recovered(f"the database restarted {FAULTS} times")


def test_no_room_for_the_document(portal: Portal, struck: Struck) -> None:
    """The gates cannot write the document down; once there is room, it is made."""
    failed = "SELECT count(*) FROM journal_entry WHERE act = 'report.step_failed' AND facts->>'cause' = 'room'"
    (start,) = rows(portal, failed)[0]
    reached = 0
    while reached < FAULTS:
        struck.keep_busy()
        with faults.no_room_for_files(portal.process("worker"), 20_000):
            before = reached

            def struck_again(before: int = before) -> bool:
                nonlocal reached
                reached = rows(portal, failed)[0][0] - start
                return reached > before

            soon("a step finds no room", struck_again, seconds=180)
    struck.recovered(f"{reached} attempts found no room")


def test_no_room_for_the_checkpoint(portal: Portal, struck: Struck) -> None:
    """Reports go live; the checkpoint over them follows once there is room."""
    size = "SELECT coalesce(max(size), 0) FROM transparency_checkpoint"
    live = "SELECT count(*) FROM reports_report WHERE state = 'live'"
    for _ in range(FAULTS):
        struck.keep_busy()
        before = rows(portal, live)
        with faults.no_room_for_files(portal.process("signer"), 0):
            soon("a report is live", lambda b=before: rows(portal, live) != b, seconds=180)
            signed = rows(portal, size)
        soon("a checkpoint follows", lambda s=signed: rows(portal, size) != s, seconds=60)
    struck.recovered(f"{FAULTS} times no room for the checkpoint")
