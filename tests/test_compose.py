"""docker-compose.yml and Dockerfile say what the settings expect; no engine is needed to compare."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from quickstart import demonstration, system
from quickstart.places import Places
from trustportal import environment
from trustportal.celery import app

ROOT = Path(__file__).resolve().parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("prepare", "web", "worker", "signer", "beat")
INTERPOLATION = re.compile(r"\$\{(\w+)(?:(:[?-])([^}]*))?\}")
SECRETS = re.compile(r"SECRET|PASSWORD|_KEY$")


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def filled(service: str) -> dict[str, str]:
    """The service's environment as compose hands it over when .env is filled in."""
    values = {name: value or "x" * 60 for name, value in example().items()}
    values |= {"EVIDENCE_SCANNER": "clamd", "EMAIL_URL": "smtp+tls://u:p@mail.example:587"}

    def one(match: re.Match[str]) -> str:
        name, kind, rest = match.groups()
        if kind == ":-":
            return values.get(name) or rest
        return values[name]

    return {
        name: INTERPOLATION.sub(one, str(value))
        for name, value in SERVICES[service]["environment"].items()
    }


class Asked(dict[str, str]):
    """An environment that notes every name that the settings ask for."""

    def __init__(self, values: dict[str, str]) -> None:
        super().__init__(values)
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)


def test_it_works() -> None:
    assert set(SERVICES) == {"database", "valkey", *OURS}


@pytest.mark.parametrize("service", OURS)
def test_the_settings_accept_what_compose_hands_over_and_know_every_name(service: str) -> None:
    asked = Asked(filled(service))
    read = environment.read(asked)
    assert read.kind is environment.Kind.PRODUCTION
    assert set(asked) <= asked.names


def test_every_name_of_the_settings_is_in_compose_and_in_the_documentation() -> None:
    asked = Asked(filled("web"))
    environment.read(asked)
    names = {name for name in asked.names if not name.endswith("_FILE")}
    in_compose = set().union(*(SERVICES[service]["environment"] for service in OURS))
    assert names == {name.removesuffix("_FILE") for name in in_compose}
    documentation = (ROOT / "docs" / "operations.md").read_text()
    assert {name for name in names if f"| `{name}` |" not in documentation} == set()


def test_only_the_signer_has_keys_and_only_the_preparation_knows_the_owner() -> None:
    for service in OURS:
        given = SERVICES[service]["environment"]
        assert ("KEYS_DIR" in given) == (service == "signer")
        assert any(name.startswith(("SEAL_", "PKCS11_", "TIME_")) for name in given) == (
            service == "signer"
        )
        assert ("MIGRATIONS_DATABASE_URL" in given) == (service == "prepare")
        mounted = [volume.split(":")[-2] for volume in SERVICES[service].get("volumes", [])]
        assert ("/var/lib/trustportal/keys" in mounted) == (service == "signer")


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for name, kind, _ in INTERPOLATION.findall(text):
        if SECRETS.search(name):
            assert kind == ":?", name
    assert {name for name, value in example().items() if SECRETS.search(name) and value} == set()
    assert {match[0] for match in INTERPOLATION.findall(text)} - set(example()) == {
        *("EVIDENCE_MAX_MB", "EVIDENCE_MAX_FILES", "EVIDENCE_QUOTA_MB"),
        "EVIDENCE_PAGES_MB",
        *("TRUSTED_PROXIES", "READ_ONLY", "DENY_LOGIN"),
        *("SEAL_STORE", "PKCS11_MODULE", "PKCS11_TOKEN_LABEL", "PKCS11_KEY_LABEL"),
        *("PKCS11_PIN_FILE", "TIME_STAMP_URL", "SEAL_LEVEL"),
    }


def test_nothing_of_ours_runs_as_root_or_writes_its_own_code() -> None:
    for service in OURS:
        assert SERVICES[service]["user"] == "10001:10001"
        assert SERVICES[service]["read_only"] is True
        assert SERVICES[service]["cap_drop"] == ["ALL"]
    assert {SERVICES[name]["user"] for name in ("database", "valkey")} == {"postgres", "valkey"}
    assert "\nUSER portal\n" in (ROOT / "Dockerfile").read_text()


def test_whatever_stays_has_a_health_check() -> None:
    assert {name for name in SERVICES if "healthcheck" not in SERVICES[name]} == {"prepare"}


def test_every_queue_has_its_worker_and_both_ways_of_running_agree(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    routed = {route["queue"] for route in app.conf.task_routes.values()}
    wanted = routed | {app.conf.task_default_queue}
    in_compose = {
        argument.removeprefix("--queues=")
        for service in OURS
        for argument in SERVICES[service].get("command", [])
        if argument.startswith("--queues=")
    }
    monkeypatch.setenv("PORT", "8000")
    commands = [
        list(one.command) for one in demonstration.programs(Places(tmp_path), dict(os.environ))
    ]
    in_the_demonstration = {
        command[command.index("--queues") + 1] for command in commands if "--queues" in command
    }
    assert wanted == in_compose == in_the_demonstration


def test_the_image_has_the_packages_of_the_system_check() -> None:
    text = (ROOT / "Dockerfile").read_text()
    installed = text.split("--no-install-recommends")[1].split("&&")[0].replace("\\", " ").split()
    assert set(installed) == set(system.PACKAGES)


def test_the_image_takes_no_secrets_and_no_state_with_it() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".env", ".env.*", "var", ".git", ".venv"} <= set(ignored)
