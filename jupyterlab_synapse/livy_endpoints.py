"""Livy servers of the configuration: `c.SynapseConfig.livy_endpoints`."""

from __future__ import annotations

import base64
import os
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .session_sizes import Sizes, parse_sizes

RESERVED = ("azure", "local")
"""Names of connections that no endpoint can have."""

STATEMENT_KINDS = ("pyspark", "spark", "sparkr", "sql")
"""The languages of an Apache Livy; `csharp` is Synapse's alone."""

# What Livy 0.7 to 0.9 takes beside name, sizes and conf (CreateInteractiveRequest). All others
# are refused by it, so a typing error here would break each start.
_SESSION_TEXTS = ("kind", "proxyUser", "queue", "ttl", "idleTimeout")
_SESSION_LISTS = ("archives", "files", "jars", "pyFiles")
_SESSION_NUMBERS = ("heartbeatTimeoutInSecond",)
_SESSION_KEYS = sorted((*_SESSION_TEXTS, *_SESSION_LISTS, *_SESSION_NUMBERS))

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_HEADER_VALUE = re.compile(r"[\x20-\x7e\t]{0,8000}")
_OWN_HEADERS = {"authorization", "connection", "content-length", "host", "transfer-encoding"}


@dataclass(frozen=True)
class LivyEndpoint:
    """One Livy that the configuration names. Secrets are named here, never held."""

    name: str
    url: str
    """Base URL, no trailing slash."""
    auth: str
    """`none`, `basic` or `token`."""
    username_env: str = ""
    password_env: str = ""
    token_env: str = ""
    token_file: str = ""
    ca_file: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    sizes: Sizes = field(default_factory=dict)
    """Of sessions for which nobody has chosen any; those that are left out come from elsewhere."""
    conf: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Spark settings of each session; those of a notebook are stronger."""
    kinds: tuple[str, ...] = STATEMENT_KINDS
    """Languages of statements that are passed on."""
    session: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """More fields of the request that starts a session."""

    def problem(self) -> str | None:
        """What its secrets and certificates lack, as a sentence; None when all is there."""
        return self.missing_secret() or self.ca_problem()

    def missing_secret(self) -> str | None:
        """Which variable or file is not there or of no use, as a sentence; None if all are good.

        Asked before each request: files are replaced while the server runs.
        """
        names = {"basic": (self.username_env, self.password_env), "token": (self.token_env,)}
        for name in names.get(self.auth, ()):
            if name and name not in os.environ:
                return f"The environment variable {name} is not set."
        if self.auth != "token":
            return None
        if self.token_file:
            problem = _file_problem(self.token_file, lambda file: file.read_text(encoding="utf-8"))
            if problem:
                return problem
        place = f"file {self.token_file}" if self.token_file else f"variable {self.token_env}"
        return None if _TOKEN.fullmatch(self._token()) else f"The {place} holds no token."

    def ca_problem(self) -> str | None:
        """What is wrong with `ca_file`; takes some milliseconds."""
        if not self.ca_file:
            return None

        def load(file: Path) -> None:
            folder = file.is_dir()
            ssl.create_default_context(
                cafile=None if folder else str(file), capath=str(file) if folder else None
            )

        return _file_problem(self.ca_file, load)

    def authorization(self) -> str | None:
        """The header, read anew each time: tokens in files are rotated."""
        if self.auth == "basic":
            pair = f"{os.environ[self.username_env]}:{os.environ[self.password_env]}"
            return f"Basic {base64.b64encode(pair.encode()).decode()}"
        return f"Bearer {self._token()}" if self.auth == "token" else None

    def _token(self) -> str:
        if self.token_file:
            return Path(self.token_file).read_text(encoding="utf-8").strip()
        return os.environ[self.token_env].strip()


_TOKEN = re.compile(r"[\x21-\x7e]{1,16000}")


def _file_problem(name: str, use: Callable[[Path], object]) -> str | None:
    file = Path(name)
    try:
        use(file)
    except FileNotFoundError:
        return f"The file {name} does not exist."
    except ssl.SSLError:
        return f"The file {name} holds no certificate (PEM)."
    except UnicodeDecodeError:
        return f"The file {name} is no text."
    except OSError as error:
        return f"The file {name} cannot be read: {error.strerror}."
    return None


def parse_endpoint(name: str, value: Any) -> LivyEndpoint | str:
    """One entry of `livy_endpoints`, or what is wrong with it. Values are not told: one may be a
    secret at a wrong place.
    """
    where = f"c.SynapseConfig.livy_endpoints[{name!r}]"
    if _NAME.fullmatch(name) is None or name.lower() in RESERVED:
        return (
            f"{where} needs another name: letters, digits, '.', '_' and '-', not "
            f"{' or '.join(RESERVED)}."
        )
    if isinstance(value, str):
        value = {"url": value}
    if not isinstance(value, Mapping):
        return f"{where} must be a dictionary with the key 'url'."
    unknown = sorted(set(map(str, value)) - set(_CHECKS) - {"url", "auth"})
    if unknown:
        known = sorted({*_CHECKS, "url", "auth"})
        return f"{where}[{unknown[0]!r}] is not a setting; known: {', '.join(known)}."
    problem = _url_problem(value.get("url", "")) or _auth_problem(value)
    if problem:
        return f"{where}{problem}"
    fields: dict[str, Any] = {}
    for key, check in _CHECKS.items():
        if key in value:
            checked = check(value[key])
            if isinstance(checked, _Wrong):
                return f"{where}[{key!r}]: {checked.why}."
            fields[key] = checked
    auth = str(value.get("auth", "none"))
    return LivyEndpoint(name, str(value["url"]).rstrip("/"), auth, **fields)


@dataclass(frozen=True)
class _Wrong:
    why: str


def _url_problem(url: Any) -> str | None:
    if isinstance(url, str) and re.fullmatch(r"https?://[^/?#@\s]+(/[^?#\s]*)?", url):
        return None
    # A password has been written into more than one such address.
    shown = repr(url)[:80] if isinstance(url, str) and "@" not in url else "This"
    return (
        f"['url']: {shown} does not look like https://host:8998/path, without user name, '?' "
        "or '#'."
    )


def _auth_problem(value: Mapping[str, Any]) -> str | None:
    auth = value.get("auth", "none")
    needed = {
        "none": True,
        "basic": bool(value.get("username_env") and value.get("password_env")),
        "token": bool(value.get("token_env")) != bool(value.get("token_file")),
    }
    if not isinstance(auth, str) or auth not in needed:
        return f"['auth'] = {auth!r:.40} must be one of {', '.join(needed)}."
    if not needed[auth]:
        keys = "username_env and password_env" if auth == "basic" else "token_env or token_file"
        return f"['auth'] = {auth!r} needs {keys} beside it."
    return None


def _variable(value: Any) -> str | _Wrong:
    good = isinstance(value, str) and _VARIABLE.fullmatch(value)
    return value if good else _Wrong("it must be the name of an environment variable")


def _file(value: Any) -> str | _Wrong:
    good = isinstance(value, str) and value and "\0" not in value
    return value if good else _Wrong("it must be the text of a path")


def _headers(value: Any) -> dict[str, str] | _Wrong:
    if not isinstance(value, Mapping):
        return _Wrong("it must be a dictionary of texts")
    for name, one in value.items():
        if not isinstance(name, str) or _HEADER.fullmatch(name) is None:
            return _Wrong("each key must be the name of a header")
        if name.lower() in _OWN_HEADERS:
            return _Wrong(f"{name!r} is set by this server; see 'auth' for signing in")
        if not isinstance(one, str) or _HEADER_VALUE.fullmatch(one) is None:
            return _Wrong(f"the value of {name!r} must be a text of one line in ASCII")
    return dict(value)


def _sizes(value: Any) -> dict[str, str | int] | _Wrong:
    sizes = parse_sizes(value)
    return _Wrong(sizes) if isinstance(sizes, str) else sizes


def _conf(value: Any) -> dict[str, str] | _Wrong:
    # None would make Livy start a driver without spark.master.
    good = isinstance(value, Mapping) and all(
        isinstance(key, str) and isinstance(one, str | int | float) for key, one in value.items()
    )
    if not good:
        return _Wrong("it must be a dictionary of Spark settings, each a text or number")
    return {key: _spark_text(one) for key, one in value.items()}


def _spark_text(value: str | int | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _kinds(value: Any) -> tuple[str, ...] | _Wrong:
    good = isinstance(value, list | tuple) and value and all(k in STATEMENT_KINDS for k in value)
    return tuple(value) if good else _Wrong(f"it must be a list of {', '.join(STATEMENT_KINDS)}")


def _session(value: Any) -> dict[str, Any] | _Wrong:
    if not isinstance(value, Mapping):
        return _Wrong("it must be a dictionary")
    for key, one in value.items():
        if key in _SESSION_TEXTS:
            good = isinstance(one, str) and one
        elif key in _SESSION_LISTS:
            good = isinstance(one, list | tuple) and all(isinstance(text, str) for text in one)
        elif key in _SESSION_NUMBERS:
            good = type(one) is int and one >= 0
        else:
            return _Wrong(f"{str(key)!r:.60} is not one of {', '.join(_SESSION_KEYS)}")
        if not good:
            wanted = (
                "a text"
                if key in _SESSION_TEXTS
                else "a list of texts"
                if key in _SESSION_LISTS
                else "a number of seconds"
            )
            return _Wrong(f"{key!r} must be {wanted}")
    return dict(value)


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "username_env": _variable,
    "password_env": _variable,
    "token_env": _variable,
    "token_file": _file,
    "ca_file": _file,
    "headers": _headers,
    "sizes": _sizes,
    "conf": _conf,
    "kinds": _kinds,
    "session": _session,
}
