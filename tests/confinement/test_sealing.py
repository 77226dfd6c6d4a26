"""What the kernel refuses to a sealed child, asked past Python as broken machine code would ask."""

import pytest

from confinement import parent, sealing
from confinement.parent import Limits, run

LIMITS = Limits(seconds=30, cpu_seconds=10, memory=512 * 1024**2)
HAS_LANDLOCK = sealing.version() > 0


def had(path, *how: str) -> str:
    return run("tests.confinement.prober", b"", LIMITS, arguments=[str(path), *how]).decode()


@pytest.mark.skipif(not HAS_LANDLOCK, reason="this kernel has no Landlock")
def test_a_sealed_child_has_its_own_folder_alone(tmp_path) -> None:
    evidence = tmp_path / "evidence"
    evidence.write_text("Of another organisation.")
    assert had(evidence, "sealed") == "s"
    assert evidence.read_text() == "Of another organisation."
    assert had(evidence) == "rwlxs"  # else the probe would show nothing


def test_where_the_kernel_cannot_the_rest_of_confinement_stays(monkeypatch) -> None:
    monkeypatch.setattr(sealing, "_called", lambda *_given: -1)
    sealing.version.cache_clear()
    try:
        assert sealing.seal([], []) is False
        assert "Landlock" not in parent.isolation()
    finally:
        monkeypatch.undo()
        sealing.version.cache_clear()
    assert ("Landlock" in parent.isolation()) == HAS_LANDLOCK
