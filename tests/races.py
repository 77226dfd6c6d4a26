"""A race made certain: one act holds its transaction open, and the other has to wait for it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

import pytest
from django.db import connection, transaction

R = TypeVar("R")
WAITED: Final = 0.3  # seconds; an act that does not wait is done long before


def in_own_connection(act: Callable[[], R]) -> R:
    """What `act` returns; for a thread, whose connection nobody else would close."""
    try:
        return act()
    finally:
        connection.close()


def second_waits(
    first: Callable[[], object],
    second: Callable[[], R],
    *,
    refused: type[Exception] | None = None,
    match: str | None = None,
) -> R | None:
    """Let `second` begin while `first` has not committed; it waits, and then judges what it finds.

    `first` joins this function's transaction, `second` is the durable act. It must end with
    `refused` (whose sentence fits `match`), or well, with what it returns. The test needs real
    transactions: `django_db(transaction=True)`.
    """
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            waiting = pool.submit(in_own_connection, second)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=WAITED)
        if refused is None:
            return waiting.result(timeout=30)
        with pytest.raises(refused, match=match):
            waiting.result(timeout=30)
        return None
