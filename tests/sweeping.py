"""What tests roll back stays in the tables until it is swept out."""

import pytest
from django.db import connection

from tests.database import sweep

# After so many tests the database is looked at.
OFTEN = 20


class Sweeper:
    """Sweeps one database between tests, while no transaction is open."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.tests = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        """Before a test: after the last one the database is dropped."""
        self.tests += 1
        is_here = connection.settings_dict["NAME"] == self.name
        if self.tests >= OFTEN and is_here and not connection.in_atomic_block:
            self.tests = 0
            sweep(self.name)
