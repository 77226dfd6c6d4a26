"""What every test paid for and none asks about, done less often.

Measured: the collector of garbage took a seventh of the tests' CPU, since a quarter of a million
objects that were there before the first test were looked through again and again; and for each page
the contexts of all its buttons and fields were copied.
"""

import gc
from typing import Any

import pytest
from django.test import client

# Parts of pages, and what fields are drawn with; a test asks for what a page was told.
PARTS = ("components/", "django/forms/")
_store = client.store_rendered_templates


def pytest_collection_finish(session: pytest.Session) -> None:
    """What lives until the end need not be looked through for garbage; the rest, less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _of_pages(store: dict, signal: Any, sender: Any, template: Any, context: Any, **more: Any):
    """Keep what `response.context` and `response.templates` tell, but for parts of pages."""
    if not (template.name or "").startswith(PARTS):
        _store(store, signal, sender, template, context, **more)


client.store_rendered_templates = _of_pages
