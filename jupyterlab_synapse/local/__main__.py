"""python -m jupyterlab_synapse.local {serve,prepare,status,stop}"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence

from . import supervisor
from .home import Home

_TENANTS = ("small", "large", "empty")
_PERSONAS = ("owner", "analyst", "engineer", "none")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    chosen = _parser().parse_args(arguments)
    home = Home.at(chosen.home)
    try:
        return chosen.run(home, chosen)
    except (RuntimeError, TimeoutError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m jupyterlab_synapse.local", description=__doc__)
    commands = parser.add_subparsers(required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--home",
        help="folder of the local pool (default: $JUPYTERLAB_SYNAPSE_LOCAL_HOME, or one in "
        "Jupyter's data folder)",
    )

    serve = commands.add_parser("serve", parents=[common], help="answer requests until stopped")
    serve.add_argument(
        "--cores",
        type=int,
        help="Spark task slots per session (default: the computer's, at most 4)",
    )
    serve.add_argument("--memory", default="2g", help="Java heap per session (default %(default)s)")
    serve.add_argument(
        "--max-sessions", type=int, default=4, help="sessions at a time (default %(default)s)"
    )
    serve.add_argument(
        "--cancel-grace",
        type=float,
        default=5.0,
        metavar="SECONDS",
        help="between two interrupts of a statement",
    )
    serve.add_argument(
        "--exit-when-idle",
        type=float,
        default=900.0,
        metavar="SECONDS",
        help="0 for never (default %(default)s)",
    )
    serve.add_argument("--strict", action="store_true", help="answer only what a real Livy answers")
    serve.add_argument(
        "--tenant",
        choices=_TENANTS,
        default=os.environ.get("JUPYTERLAB_SYNAPSE_LOCAL_TENANT") or "small",
        help="what the local Azure has in the beginning: one workspace, 50 subscriptions with 500 "
        "pools of which some are slow, throttled or closed, or a subscription with nothing in it "
        "(default: $JUPYTERLAB_SYNAPSE_LOCAL_TENANT, or small)",
    )
    serve.add_argument(
        "--persona",
        choices=_PERSONAS,
        default=os.environ.get("JUPYTERLAB_SYNAPSE_LOCAL_PERSONA") or None,
        help="whose rights one has there (default: $JUPYTERLAB_SYNAPSE_LOCAL_PERSONA, or whose "
        "one had last, in the beginning owner's)",
    )
    serve.add_argument(
        "--https",
        action="store_true",
        help="answer Azure's own clients too: HTTPS on a port of its own, by host; server.json "
        "then names the port and the authority to trust (needs trustme)",
    )
    serve.set_defaults(run=_serve)

    prepare = commands.add_parser(
        "prepare", parents=[common], help="build what sessions need, once"
    )
    prepare.add_argument(
        "--rows-per-day", type=int, help="ordinary rows per sample day (default 2000)"
    )
    prepare.set_defaults(run=_prepare)

    commands.add_parser("status", parents=[common], help="say whether a server runs").set_defaults(
        run=_status
    )
    commands.add_parser(
        "stop", parents=[common], help="end the server and its sessions"
    ).set_defaults(run=_stop)
    return parser


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _serve(home: Home, chosen: argparse.Namespace) -> int:
    reason = supervisor.missing()
    if reason:
        raise RuntimeError(reason)
    if chosen.tenant not in _TENANTS or chosen.persona not in (None, *_PERSONAS):
        raise RuntimeError(
            "JUPYTERLAB_SYNAPSE_LOCAL_TENANT must be one of "
            f"{', '.join(_TENANTS)}, JUPYTERLAB_SYNAPSE_LOCAL_PERSONA one of "
            f"{', '.join(_PERSONAS)}."
        )
    from .server import Options, serve

    options = Options(
        chosen.cores,
        chosen.max_sessions,
        chosen.cancel_grace,
        chosen.exit_when_idle,
        chosen.strict,
        chosen.memory,
        chosen.tenant,
        chosen.persona,
        chosen.https,
    )
    asyncio.run(serve(home, options, _say))
    return 0


def _prepare(home: Home, chosen: argparse.Namespace) -> int:
    reason = supervisor.missing()
    if reason:
        raise RuntimeError(reason)
    from .prepare import prepare

    prepare(home, chosen.rows_per_day, _say)
    return 0


def _status(home: Home, _chosen: argparse.Namespace) -> int:
    running = asyncio.run(supervisor.find(home))
    _say(
        f"The local pool runs at {running.base_url} (process {running.pid})."
        if running
        else "The local pool does not run."
    )
    return 0 if running else 3


def _stop(home: Home, _chosen: argparse.Namespace) -> int:
    _say(
        "The local pool has ended."
        if supervisor.stop(home.root)
        else "The local pool does not run."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
