import base64
import json
from pathlib import Path

import pytest

from quickstart.codes import code, show
from quickstart.places import Places
from quickstart.refusal import QuickstartRefusal

# RFC 6238, appendix B, SHA-1; the last six of its eight digits.
SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        *((59, "287082"), (1111111109, "081804"), (1111111111, "050471")),
        *((1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")),
    ],
)
def test_it_works(at: int, expected: str) -> None:
    assert code(SECRET, at) == expected


def test_who_has_no_code_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = Places(tmp_path)
    (tmp_path / "demo").mkdir()
    entries = [{"email": "a@one.example", "totp_secret": None}]
    entries.append({"email": "b@one.example", "totp_secret": SECRET})
    (tmp_path / "demo" / "accounts.json").write_text(json.dumps(entries))
    with pytest.raises(QuickstartRefusal, match="no second factor"):
        show(places, "a@one.example")
    with pytest.raises(QuickstartRefusal, match="not among"):
        show(places, "c@one.example")
    assert show(places, "b@one.example") == 0
    assert len(capsys.readouterr().out.strip()) == 6
