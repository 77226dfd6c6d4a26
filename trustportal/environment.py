"""What the portal needs to be told from outside, typed; it refuses to start on a wrong value.

Every variable may also come as ``NAME_FILE``, the path of a file that holds the value
(for secrets that an orchestrator mounts).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from custody.token import Token
from trustportal.colour import accent_or_refusal


class Kind(StrEnum):
    """What this instance is for."""

    DEVELOPMENT = "development"
    DEMONSTRATION = "demonstration"
    PRODUCTION = "production"
    TEST = "test"


class WrongEnvironment(Exception):
    """The environment lacks something or holds something impossible; all problems are listed."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(
            "The portal does not start. Mend the environment:\n"
            + "\n".join(f"- {problem}" for problem in problems)
        )


SCANNERS: Final = ("none", "clamd")
SEAL_LEVELS: Final = ("B-B", "B-T", "B-LT", "B-LTA")
SEAL_STORES: Final = ("file", "pkcs11")
ROOT: Final = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Environment:
    """Every setting that differs between two instances of the portal."""

    kind: Kind
    secret_key: str
    database_url: str
    migrations_database_url: str | None
    redis_url: str
    site_origin: str
    alliance_name: str
    accent_colour: str
    var_dir: Path
    evidence_dir: Path
    evidence_pages_dir: Path
    keys_dir: Path | None
    seal_token: Token | None
    seal_level: str
    time_stamp_url: str = field(repr=False)
    public_keys_dir: Path
    checkpoint_dir: Path
    evidence_scanner: str
    clamd_address: str
    evidence_max_mb: int
    evidence_max_files: int
    evidence_quota_mb: int
    evidence_pages_mb: int
    email_url: str
    mail_from: str
    trusted_proxies: int
    read_only: bool
    deny_login: bool

    @property
    def is_local(self) -> bool:
        """Whether nobody relies on this instance: development, demonstration or test."""
        return self.kind is not Kind.PRODUCTION


class _Reader:
    """Reads values one by one and gathers every problem instead of stopping at the first."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.problems: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        path = self.variables.get(f"{name}_FILE")
        if path:
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                self.problems.append(f"{name}_FILE cannot be read: {error.strerror}.")
                return ""
        value = self.variables.get(name, "").strip()
        if value:
            return value
        if default is None:
            self.problems.append(f"{name} is not set.")
            return ""
        return default

    def one_of(self, name: str, allowed: tuple[str, ...], default: str | None) -> str:
        value = self.text(name, default)
        if value and value not in allowed:
            self.problems.append(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
        return value

    def switch(self, name: str) -> bool:
        return self.one_of(name, ("0", "1"), "0") == "1"

    def colour(self, name: str, default: str) -> str:
        value = self.text(name, default)
        try:
            return accent_or_refusal(value)
        except ValueError as problem:
            self.problems.append(f"{name}: {problem}")
            return default

    def whole_number(self, name: str, default: int, *, least: int = 1) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal() or int(value) < least:
            self.problems.append(f"{name} is {value!r}; it must be a whole number from {least} on.")
            return default
        return int(value)

    def url(self, name: str, schemes: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(name, default)
        if value and urlsplit(value).scheme not in schemes:
            self.problems.append(f"{name} must be an address that begins with {schemes[0]}://.")
        return value

    def socket(self, name: str, default: str | None) -> str:
        value = self.text(name, default)
        if value and not _is_socket(value):
            self.problems.append(
                f"{name} is {value!r}; it must be like tcp://host:3310 or unix:/path."
            )
        return value

    def token(self) -> Token | None:
        """Where the seal's key lies when it is on a PKCS#11 token; only the signer is told."""
        if self.one_of("SEAL_STORE", SEAL_STORES, "file") != "pkcs11":
            names = ("PKCS11_MODULE", "PKCS11_TOKEN_LABEL", "PKCS11_KEY_LABEL", "PKCS11_PIN")
            self.problems += [
                f"{name} is set, but SEAL_STORE is not pkcs11."
                for name in names
                if self.text(name, "")
            ]
            return None
        module = self.text("PKCS11_MODULE")
        if module and not Path(module).is_file():
            self.problems.append(f"PKCS11_MODULE is {module!r}; there is no such file.")
        return Token(
            Path(module),
            self.text("PKCS11_TOKEN_LABEL"),
            self.text("PKCS11_KEY_LABEL"),
            self.text("PKCS11_PIN"),
        )


def _is_socket(address: str) -> bool:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        return parts.path.startswith("/") and not parts.netloc
    try:
        return parts.scheme == "tcp" and bool(parts.hostname) and bool(parts.port)
    except ValueError:  # a port that is none
        return False


def read(variables: Mapping[str, str]) -> Environment:
    """The typed environment, or `WrongEnvironment` with every problem at once."""
    reader = _Reader(variables)
    kinds = tuple(kind.value for kind in Kind)
    named = reader.one_of("ENVIRONMENT", kinds, None)
    kind = Kind(named) if named in kinds else Kind.PRODUCTION
    local = kind is not Kind.PRODUCTION
    var = Path(reader.text("VAR_DIR", str(ROOT / "var")))
    secret = reader.text("SECRET_KEY", "insecure-test-key" * 4 if kind is Kind.TEST else None)
    if secret and len(secret) < 50:  # noqa: PLR2004 - Django's own check asks for 50
        reader.problems.append("SECRET_KEY is too short; it must have at least 50 characters.")
    origin = reader.url(
        "SITE_ORIGIN", ("https", "http"), "http://127.0.0.1:8000" if local else None
    ).rstrip("/")
    if not local and origin and not origin.startswith("https://"):
        reader.problems.append("SITE_ORIGIN must begin with https:// in production.")
    scanner = reader.one_of("EVIDENCE_SCANNER", SCANNERS, "none" if local else None)
    accent = reader.colour("ACCENT_COLOUR", "#1d4f73")
    keys = reader.text("KEYS_DIR", "")
    stamps = reader.url("TIME_STAMP_URL", ("https", "http"), "")
    level = reader.one_of("SEAL_LEVEL", SEAL_LEVELS, "B-LT" if stamps else "B-B")
    if level != "B-B" and not stamps:
        reader.problems.append(f"SEAL_LEVEL is {level}; that needs TIME_STAMP_URL.")
    environment = Environment(
        kind=kind,
        secret_key=secret,
        database_url=reader.url("DATABASE_URL", ("postgres", "postgresql")),
        migrations_database_url=reader.url(
            "MIGRATIONS_DATABASE_URL", ("postgres", "postgresql"), ""
        )
        or None,
        redis_url=reader.url("REDIS_URL", ("redis", "rediss", "unix", "redis+socket")),
        site_origin=origin,
        alliance_name=reader.text("ALLIANCE_NAME", "Trustportal" if local else None),
        accent_colour=accent,
        var_dir=var,
        evidence_dir=Path(reader.text("EVIDENCE_DIR", str(var / "evidence"))),
        evidence_pages_dir=Path(reader.text("EVIDENCE_PAGES_DIR", str(var / "evidence-pages"))),
        keys_dir=Path(keys) if keys else None,
        seal_token=reader.token(),
        seal_level=level,
        time_stamp_url=stamps,
        public_keys_dir=Path(reader.text("PUBLIC_KEYS_DIR", str(var / "public-keys"))),
        checkpoint_dir=Path(reader.text("CHECKPOINT_DIR", str(var / "checkpoints"))),
        evidence_scanner=scanner,
        clamd_address=reader.socket("CLAMD_ADDRESS", None if scanner == "clamd" else ""),
        evidence_max_mb=reader.whole_number("EVIDENCE_MAX_MB", 25),
        evidence_max_files=reader.whole_number("EVIDENCE_MAX_FILES", 20),
        evidence_quota_mb=reader.whole_number("EVIDENCE_QUOTA_MB", 5120),
        evidence_pages_mb=reader.whole_number("EVIDENCE_PAGES_MB", 128),
        email_url=reader.text("EMAIL_URL", "file" if local else None),
        mail_from=reader.text("MAIL_FROM", "portal@trustportal.example" if local else None),
        trusted_proxies=reader.whole_number("TRUSTED_PROXIES", 0, least=0),
        read_only=reader.switch("READ_ONLY"),
        deny_login=reader.switch("DENY_LOGIN"),
    )
    if reader.problems:
        raise WrongEnvironment(reader.problems)
    return environment
