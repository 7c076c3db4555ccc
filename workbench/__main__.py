"""The commands: python -m workbench sandbox | worker | verify."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code says whether all is well."""
    chosen = _parser().parse_args(arguments)
    if getattr(chosen, "until_gone", None) is not None and chosen.command == "sandbox":
        _leave_with(chosen.until_gone)
    return int(_COMMANDS[chosen.command](chosen))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m workbench", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    sandbox = commands.add_parser("sandbox", help="a local Sage Intacct on loopback, until stopped")
    sandbox.add_argument("--port", type=int, default=0, help="0 takes a free one")
    sandbox.add_argument("--company-file", help="YAML: the company to serve")
    sandbox.add_argument("--faults", help="YAML: what shall go wrong")
    sandbox.add_argument("--state-file", help="keep the company's records here, across restarts")
    sandbox.add_argument("--host", default="127.0.0.1", help="where to listen; another address needs --cert")
    sandbox.add_argument("--cert", help="PEM with certificate and key: answer over TLS")
    sandbox.add_argument("--until-gone", type=int, help="leave when this process is gone")
    worker = commands.add_parser("worker", help="one export worker on the configured database")
    worker.add_argument("--until-gone", type=int, help="leave when this process is gone and nothing is left to carry")
    commands.add_parser("verify", help="check the audit chain and its anchors")
    return parser


def _leave_with(pid: int) -> None:
    """End this process soon after process ``pid`` has ended."""
    import os
    import threading
    import time

    from workbench.processes import is_running

    def watch() -> None:
        while is_running(pid):
            time.sleep(1)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def _sandbox(chosen: argparse.Namespace) -> int:
    from workbench.sandbox.serve import main as serve

    serve(
        chosen.port,
        chosen.company_file,
        chosen.faults,
        state_file=chosen.state_file,
        host=chosen.host,
        cert=chosen.cert,
    )
    return 0


def _worker(chosen: argparse.Namespace) -> int:
    from workbench.flows.worker import run

    run(until_gone=chosen.until_gone)
    return 0


def _verify(_chosen: argparse.Namespace) -> int:
    from workbench.desk import Desk
    from workbench.flows.verify import verify

    with Desk() as desk:
        report = verify(desk)
    print(report.text)
    return 0 if report.ok else 1


_COMMANDS = {"sandbox": _sandbox, "worker": _worker, "verify": _verify}

if __name__ == "__main__":
    sys.exit(main())
