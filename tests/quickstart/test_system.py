import pytest

from quickstart import system
from quickstart.demonstration import port
from quickstart.refusal import QuickstartRefusal


def test_it_works() -> None:
    assert system.missing_packages(("bash",)) == ()


def test_what_is_missing_is_named_in_order() -> None:
    assert system.missing_packages(("no-such-b", "bash", "no-such-a")) == ("no-such-b", "no-such-a")


def test_without_the_right_to_install_the_exact_line_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(system, "PACKAGES", ("bash", "no-such-package"))
    assert system.provide(for_tests=False) == 1
    line = "sudo apt-get install --yes --no-install-recommends no-such-package"
    assert line in capsys.readouterr().out


@pytest.mark.parametrize("text", ["0", "65536", "web", "-1", "80 "])
def test_a_wrong_port_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(QuickstartRefusal, match="PORT is"):
        port()
