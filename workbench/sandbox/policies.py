"""Transport policies: an acknowledgement at once, the answer itself later over a connection of the gateway's own."""

import threading
import traceback
import urllib.request
from collections.abc import Callable

from workbench.sandbox import answers
from workbench.sandbox.company import Company
from workbench.sandbox.envelope import Request
from workbench.sandbox.exchange import XML, Answer
from workbench.sandbox.refusals import ControlRefusal, Trouble


def check_policy(company: Company, request: Request) -> str:
    """The address a policy delivers to, blank without a policy; refused when the policy is not known."""
    name = request.control.get("policyid", "")
    known = company.settings["company"].get("policies") or {}
    if name and name not in known:
        raise ControlRefusal(Trouble("XL03000006", f"{name} is not a valid transport policy."))
    return str(known[name]) if name else ""


def acknowledged(request: Request, address: str, serve: Callable[[], Answer]) -> Answer:
    """Have the request served and its answer delivered in the background."""
    threading.Thread(target=_deliver, args=(address, serve), daemon=True).start()
    accepted = "<acknowledgement><status>success</status></acknowledgement>"
    return Answer(200, answers.document(accepted + answers.control(request, "success"), request.whitespace))


def _deliver(address: str, serve: Callable[[], Answer]) -> None:
    delivery = urllib.request.Request(address, serve().body, {"Content-Type": XML})
    try:
        urllib.request.urlopen(delivery, timeout=30).close()
    except OSError:
        traceback.print_exc()
