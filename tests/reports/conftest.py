from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custody import local, unsafe
from custody.seal import ReportSigner
from reports.contents import ReportContents
from reports.keys.terms import Term
from reports.levels import Level
from reports.rendering import render
from reports.sealing import sha256
from reports.signing import sign
from reports.time_stamps import Authority
from reports.twin import twin_bytes
from reports.verdict import Expected
from tests.reports.authority import Gate, answering
from tests.reports.sample import assessed_contents, small
from tests.reports.scripts import PASSAGES, in_every_script

AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def make_signer(folder) -> ReportSigner:
    keys, public = folder / "keys", folder / "public"
    unsafe.make(keys, public, log_origin="trust.example/log", production=False)
    return local.report_signer(keys / unsafe.FOLDER, public / unsafe.FOLDER, development=True)


def in_use(seal: ReportSigner) -> tuple[Term, ...]:
    """A history that knows this key alone, in use since yesterday."""
    begins_at = datetime.now(UTC) - timedelta(days=1)
    return (Term(certificate_sha256=sha256(seal.certificate), begins_at=begins_at),)


@pytest.fixture(scope="session")
def seal_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("seal")


@pytest.fixture(scope="session")
def seal(seal_folder) -> ReportSigner:
    return make_signer(seal_folder)


@pytest.fixture(scope="session")
def stamping(seal, seal_folder, tmp_path_factory) -> Iterator[tuple[Authority, Gate]]:
    """A time-stamping authority that answers, and the gate before it."""
    with answering(tmp_path_factory.mktemp("authority")) as (authority, gate):
        lists = local.revocations(seal_folder / "public" / unsafe.FOLDER)
        yield replace(authority, revocations=lists), gate


@pytest.fixture
def authority(stamping) -> Iterator[Authority]:
    """The authority in good health; a fault that a test sets ends with it."""
    yield stamping[0]
    stamping[1].fault = None


@pytest.fixture
def gate(authority, stamping) -> Gate:
    stamping[1].asked.clear()
    return stamping[1]


@pytest.fixture(scope="session")
def at_level(unsigned, seal, stamping):
    """The sample report sealed at a level, each made once."""
    made: dict[Level, bytes] = {}

    def sealed_at(level: Level) -> bytes:
        if level not in made:
            at = datetime.now(UTC)
            made[level] = sign(unsigned, seal, at, level=level, authority=stamping[0])
        return made[level]

    return sealed_at


@pytest.fixture
def expected_at(contents, seal, stamping):
    """What a verifier expects of a file at a level, with the file's own digest as the log's."""

    def expected(content: bytes, level: Level) -> Expected:
        return Expected(
            sha256=sha256(content),
            data={"report.json": sha256(twin_bytes(contents))},
            root=seal.root,
            at=datetime.now(UTC),
            certificate_sha256=sha256(seal.certificate),
            level=level,
            time_stamp_roots=stamping[0].roots,
            history=in_use(seal),
        )

    return expected


@pytest.fixture(scope="session")
def contents() -> ReportContents:
    return small(assessed_contents())


@pytest.fixture(scope="session")
def unsigned(contents) -> bytes:
    return render(contents, twin_bytes(contents))


@pytest.fixture(scope="session")
def many_scripts() -> ReportContents:
    return in_every_script(PASSAGES)


@pytest.fixture(scope="session")
def set_in_many_scripts(many_scripts) -> bytes:
    return render(many_scripts, twin_bytes(many_scripts))


@pytest.fixture(scope="session")
def signed(unsigned, seal) -> bytes:
    return sign(unsigned, seal, datetime.now(UTC))


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("custody")
    unsafe.make(
        folder / "keys", folder / "public", log_origin="trust.example/log", production=False
    )
    return folder


@pytest.fixture
def keys(settings, keys_folder) -> None:
    """Development keys for this test's process, as the signing worker has them."""
    settings.KEYS_DIR = keys_folder / "keys"
    settings.PUBLIC_KEYS_DIR = keys_folder / "public"
