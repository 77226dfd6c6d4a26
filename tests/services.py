"""Real servers for the tests, named before Django reads its settings.

Loaded by pytest as an early plugin (`-p tests.services` in pyproject.toml).
"""

import os
import tempfile
from pathlib import Path

from quickstart.servers import ensure

os.environ.setdefault("ENVIRONMENT", "test")
os.environ.update(ensure())
if "VAR_DIR" not in os.environ:
    var = Path(tempfile.mkdtemp(prefix="tp-test-"))
    os.environ["VAR_DIR"] = str(var)
    os.environ["KEYS_DIR"] = str(var / "keys")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the tests' thread
(Path(os.environ["VAR_DIR"]) / "static").mkdir(parents=True, exist_ok=True)
