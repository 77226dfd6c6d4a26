from pathlib import Path

import pytest

from custody.token import Token
from tests.custody.token import folder_for_tokens, token_with_a_key


@pytest.fixture(scope="session")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tokens")
    folder_for_tokens(folder)
    return folder


@pytest.fixture(scope="session")
def token(tokens: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Token, Path]:
    """A token with a seal on it, and the folder of its public chain."""
    return token_with_a_key(tmp_path_factory.mktemp("seal"), "alliance")
