from typing import Any

import pytest

from principles.edition_file import EDITION_1, read


@pytest.fixture(scope="session")
def _edition_1() -> dict[str, Any]:
    return read(EDITION_1)


@pytest.fixture
def data(_edition_1: dict[str, Any]) -> dict[str, Any]:
    """Edition 1.0 as its data file says; every test its own copy."""
    import copy

    return copy.deepcopy(_edition_1)
