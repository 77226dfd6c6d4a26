"""`python -m quickstart test`: what pytest is started with."""

import argparse
import subprocess
from typing import Any

import pytest

from quickstart import __main__ as command


def test_what_was_compiled_once_is_kept_for_the_other_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: dict[str, str] = {}

    def run(arguments: list[str], **more: Any) -> subprocess.CompletedProcess[bytes]:
        told.update(more["env"])
        return subprocess.CompletedProcess(arguments, 5)

    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("WHOLE", "1")
    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr(command.servers, "stop_unless_held", lambda _places: None)
    assert command.test(argparse.Namespace(rest=[])) == 5
    assert told["WHOLE"] == "1"
    assert "PYTHONDONTWRITEBYTECODE" not in told
