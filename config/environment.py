"""Configuration by environment: what is read, what is required, and the clear line when it is wrong."""

from __future__ import annotations

import ipaddress
import re
import secrets
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MODES = ("local", "test", "production")


@dataclass(frozen=True)
class DatabaseUrl:
    """A parsed ``postgresql://`` address; a socket folder may stand in ``?host=``."""

    name: str
    user: str
    password: str
    host: str
    port: str
    options: dict[str, str]


def parse_database_url(variable: str, url: str) -> DatabaseUrl:
    """Read a PostgreSQL address; raise ImproperlyConfigured that names the variable and the mend."""
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise ImproperlyConfigured(
            f"{variable} is not a PostgreSQL address: write postgresql://user:password@host:5432/name"
        )
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", "") or unquote(parts.hostname or "")
    return DatabaseUrl(
        name=name,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=host,
        port=str(parts.port or query.pop("port", "")),
        options=query,
    )


def with_user(url: str, user: str) -> str:
    """Return the same address for another user, without a password (sockets of the embedded server)."""
    parts = urlsplit(url)
    netloc = f"{quote(user)}@{parts.hostname or ''}"
    return parts._replace(netloc=netloc).geturl()


def check_redis_url(url: str) -> str:
    """Return ``url`` when it is an address that Celery and Django's cache can both be given."""
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(
            "REDIS_URL is not a Redis address: write redis://host:6379 (or rediss://, or unix:///path/to/socket)"
        )
    return url


def redis_urls(url: str) -> tuple[str, str]:
    """Derive (Celery broker, Django cache) addresses from one setting; they use databases 0 and 1.

    Celery spells a socket ``redis+socket://``, redis-py spells it ``unix://``.
    """
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"redis+socket://{parts.path}?virtual_host=0", f"unix://{parts.path}?db=1"
    base = parts._replace(path="").geturl().rstrip("/")
    return f"{base}/0", f"{base}/1"


def local_secret(var: Path, name: str = "secret_key") -> str:
    """Return a secret of this checkout's own, made on the first start and readable by its user only."""
    path = var / name
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


def require(condition: object, message: str) -> None:
    """Raise ImproperlyConfigured with ``message`` unless ``condition`` holds."""
    if not condition:
        raise ImproperlyConfigured(message)


def networks(variable: str, values: list[str]) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Read addresses and networks; raise ImproperlyConfigured that names the variable, the value and the mend."""
    found = []
    for value in values:
        try:
            found.append(ipaddress.ip_network(value.strip()))
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{variable} holds {value!r} ({error}): write networks with commas, as in 10.0.0.0/8,2001:db8::/32"
            ) from None
    return tuple(found)


def file_storage(env: Any) -> dict[str, Any]:
    """Where files lie, as an entry of Django's ``STORAGES``: a folder, or the bucket that SANBAO_S3_BUCKET names.

    Raises ImproperlyConfigured when the packages for S3 are not installed.
    """
    bucket = env.str("SANBAO_S3_BUCKET", default="")
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    require(find_spec("storages") and find_spec("boto3"), "SANBAO_S3_BUCKET is set: install sanbao[s3] to use it")
    options = {
        "bucket_name": bucket,
        "endpoint_url": env.str("SANBAO_S3_ENDPOINT", default="") or None,
        "region_name": env.str("SANBAO_S3_REGION", default="") or None,
        "location": env.str("SANBAO_S3_PREFIX", default=""),
        # Without a pair of keys the machine's own role is asked for, as the library does by itself.
        "access_key": env.str("SANBAO_S3_ACCESS_KEY", default="") or None,
        "secret_key": env.str("SANBAO_S3_SECRET_KEY", default="") or None,
        "addressing_style": env.str("SANBAO_S3_ADDRESSING", default="auto"),
        "default_acl": None,
        # Names carry a digest or a token: what is written twice is the same.
        "file_overwrite": True,
        "querystring_auth": True,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def time_limits(env: Any) -> dict[str, str]:
    """How long PostgreSQL bears with a statement, a lock and an idle transaction of the web server, as an option.

    Workers and commands count for as long as it takes. Behind a pooler that hands out connections by transaction, the
    pooler's own limits hold: it knows no options.
    """
    if env.str("SANBAO_PROGRAM", default="") != "web" or env.bool("SANBAO_TRANSACTION_POOLER", default=False):
        return {}
    limits = {
        "statement_timeout": env.str("SANBAO_STATEMENT_TIMEOUT", default="30s"),
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "60s",
    }
    return {"options": " ".join(f"-c {name}={value}" for name, value in limits.items())}


def keys(variable: str, text: str) -> dict[str, str]:
    """Named keys, the newest first (``2027=…,2026=…``). Raises ImproperlyConfigured for a short one, untold."""
    found = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _equals, key = part.partition("=")
        if not re.fullmatch(r"[A-Za-z0-9-]{1,40}", name) or len(key) < 32:
            raise ImproperlyConfigured(f"{variable}: write name=key, with 32 random characters or more as key")
        found[name] = key
    return found


def limits(variable: str, text: str, defaults: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """How often things may be done: the defaults, with those that ``text`` names (``key=600/60,address=0/60``).

    Raises ImproperlyConfigured that names the value and the mend; 0 means without limit.
    """
    found = dict(defaults)
    for part in filter(None, (part.strip() for part in text.split(","))):
        said = re.fullmatch(r"([a-z-]+)=(\d{1,9})/(\d{1,9})", part)
        if said is None or said[1] not in defaults or int(said[3]) < 1:
            raise ImproperlyConfigured(
                f"{variable} holds {part!r}: write name=times/seconds with a name out of {', '.join(defaults)}"
            )
        found[said[1]] = (int(said[2]), int(said[3]))
    return found
