"""Keys of the seal in a real browser: asked for, confirmed, ended, and as everybody sees them."""

from pathlib import Path

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser

from accounts.models import User
from custody import keyring
from reports.keys.in_use import require_in_use
from reports.keys.models import KeyRequest
from tests.browser.test_write_edition import window
from tests.browser.windows import Gallery
from tests.reports.key_rows import RECORD, chain_pem

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signs(settings, tmp_path: Path) -> None:
    """Keys for this test's process, as the signing worker has them."""
    settings.KEYS_DIR, settings.PUBLIC_KEYS_DIR = tmp_path / "keys", tmp_path / "public"


def test_two_custodians_and_the_public(
    browser: Browser, live_server, signs: None, custodian: User, other_custodian: User
) -> None:
    gallery = Gallery()
    asks = window(browser, live_server.url, gallery, custodian)
    asks.open("/keys/", "keys-none")
    asks.open("/verify/keys/", "public-keys-none")
    asks.open("/keys/end/", "key-end-none")
    require_in_use(keyring.signer("reports"), at=now())
    asks.open("/keys/begin/", "key-begin")
    asks.press("Ask for the key to come into use", "key-begin-empty")
    asks.fill("Certificates", chain_pem())
    asks.check("On a token")
    asks.fill("How many people", "3")
    asks.fill("Record of the ceremony", RECORD)
    asks.press("Ask for the key to come into use", "key-request-mine")
    asks.says("It waits for another key custodian.")
    confirms = window(browser, live_server.url, gallery, other_custodian)
    confirms.open("/desk/", "desk-key")
    confirms.open(f"/keys/{KeyRequest.objects.get().pk}/", "key-request")
    confirms.press("Bring it into use", "key-request-confirmed")
    confirms.says("It stands in the public log.")
    confirms.open("/verify/keys/", "public-keys")
    confirms.open("/keys/end/", "key-end")
    confirms.press("Ask for the key to go out of use", "key-end-empty")
    confirms.check(KeyRequest.objects.get().short)
    confirms.check("Somebody else may have used it")
    confirms.fill("Not to be trusted from", "2026-11-01 08:00")
    confirms.press("Ask for the key to go out of use", "key-end-request-mine")
    asks.open(f"/keys/{KeyRequest.objects.get(ends=True).pk}/", "key-end-request")
    asks.press("Take it out of use", "key-ended")
    asks.open("/keys/", "keys")
    asks.open("/verify/keys/", "public-keys-leaked")
    asks.open("/verify/", "verify")
    asks.close()
    confirms.close()
    assert not gallery.problems, "\n".join(gallery.problems)
