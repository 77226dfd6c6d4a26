from datetime import UTC, datetime

import pytest

from custody import local, unsafe
from custody.seal import ReportSigner
from reports.contents import ReportContents
from reports.rendering import render
from reports.signing import sign
from reports.twin import twin_bytes
from tests.reports.sample import assessed_contents, small
from tests.reports.scripts import PASSAGES, in_every_script

AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def make_signer(folder) -> ReportSigner:
    keys, public = folder / "keys", folder / "public"
    unsafe.make(keys, public, log_origin="trust.example/log", production=False)
    return local.report_signer(keys / unsafe.FOLDER, public / unsafe.FOLDER, development=True)


@pytest.fixture(scope="session")
def seal(tmp_path_factory) -> ReportSigner:
    return make_signer(tmp_path_factory.mktemp("seal"))


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
