#!/usr/bin/env python
"""Django's command line for Trustportal."""

import os
import sys
from typing import Final

from django.core.management import execute_from_command_line

# Commands that read files and nothing else run without a portal's environment.
WITHOUT_A_PORTAL: Final = ("score_vectors",)
NO_PORTAL: Final = {
    "ENVIRONMENT": "test",
    "DATABASE_URL": "postgresql:///none",
    "REDIS_URL": "redis://none",
}


def main() -> None:
    """Run one management command."""
    if "ENVIRONMENT" not in os.environ and sys.argv[1:2] and sys.argv[1] in WITHOUT_A_PORTAL:
        os.environ.update(NO_PORTAL)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trustportal.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
