"""One process that is many local Sage Intaccts, each a company with an address and books of its own.

`python -m benchmarks.many_companies NUMBER` prints their settings as one line of JSON, then answers until its input
ends. Nobody is called late here, so no company keeps a clock of its own running.
"""

from __future__ import annotations

import contextlib
import json
import sys
import threading

from workbench.sandbox.company import load_company
from workbench.sandbox.door import Door
from workbench.sandbox.gateway import Sandbox
from workbench.sandbox.session_verbs import PATH


def opened(name: str) -> dict[str, str]:
    """A company that answers from now on, and what signs in there."""
    company = load_company(None, None)
    company.settings["company"]["id"] = name
    door = Door(Sandbox(company), lambda: None, "127.0.0.1", 0)
    threading.Thread(target=door.run, daemon=True).start()
    sender, sender_entry = next(iter(company.settings["senders"].items()))
    user, user_entry = next(iter(company.settings["users"].items()))
    return {
        "company": name,
        "user": user,
        "password": user_entry["password"],
        "sender_id": sender,
        "sender_password": sender_entry["password"],
        "endpoint": f"http://127.0.0.1:{door.port}{PATH}",
    }


def _allow_sockets(number: int) -> None:
    """Each company listens on a socket of its own."""
    with contextlib.suppress(ImportError, ValueError):  # Windows counts none; the system may allow no more
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 4 * number + 1_000), most))


if __name__ == "__main__":
    _allow_sockets(int(sys.argv[1]))
    print(json.dumps([opened(f"CLIENT-{number:04d}") for number in range(1, int(sys.argv[1]) + 1)]), flush=True)
    sys.stdin.read()
