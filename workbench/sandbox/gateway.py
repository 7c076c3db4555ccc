"""The sandbox: a request in, an answer out, with the faults in force between them."""

import time
from dataclasses import dataclass, field, replace
from datetime import timedelta

from workbench.sandbox import answers
from workbench.sandbox.answers import Result, SignedIn
from workbench.sandbox.company import Company
from workbench.sandbox.envelope import Request, Rules, parse, without_secrets
from workbench.sandbox.exchange import HANG, RESET, Answer, html, lost, spoiled, throttled
from workbench.sandbox.faults import Fault, Faults
from workbench.sandbox.functions import VERBS, Claim, Running, claim, execute, release, spoken_of
from workbench.sandbox.load import Load
from workbench.sandbox.policies import acknowledged, check_policy
from workbench.sandbox.refusals import (
    IN_PROCESS,
    INVALID_SESSION,
    OFFLINE,
    ROLLED_BACK,
    TOO_MANY,
    ControlRefusal,
    SignInRefusal,
    Trouble,
)
from workbench.sandbox.sessions import Caller, check_sender, expire, sign_in, timeout

NOT_EXECUTED = {
    "reset_before": RESET,
    "error_500_before": html(500, "Internal Server Error"),
    "html_502_before": html(502, "Bad Gateway"),
    "throttled": throttled(),
}


@dataclass
class Sandbox:
    """One company behind a gateway."""

    company: Company
    faults: Faults = field(default_factory=Faults)
    load: Load = field(default_factory=Load)
    running: Running = field(default_factory=Running)

    def start_again(self, company: Company, faults: Faults) -> None:
        """Put another company in the place of this one and forget everything."""
        company.clock.reset()
        self.company, self.faults, self.load, self.running = company, faults, Load(), Running()

    def answer(self, body: bytes, host: str) -> tuple[Answer, Fault | None]:
        """The answer to one request, and the fault it met."""
        self.company.clock.run_due()
        try:
            request = parse(body, self._rules(), VERBS)
            check_sender(self.company, request)
            delivered_to = check_policy(self.company, request)
        except ControlRefusal as refusal:
            return self._logged(body, [], self._control_failure(refusal, None), None)
        spoken = spoken_of(request)
        self.load.count(spoken)
        fault = self.faults.pick(spoken)
        if fault:
            self.load.faults[fault.kind] += 1
        if self.load.too_fast(self.company):
            return self._logged(body, spoken, throttled(), fault)
        if delivered_to:
            answer = acknowledged(request, delivered_to, lambda: self._served(request, host))
            return self._logged(body, spoken, answer, fault)
        return self._logged(body, spoken, self._met(request, host, fault), fault)

    def _rules(self) -> Rules:
        company = self.company
        return Rules(company.on("control_in_order"), company.on("cdata_accepted"), company.limit("max_functions"))

    def _logged(
        self, body: bytes, spoken: list[tuple[str, str]], answer: Answer, fault: Fault | None
    ) -> tuple[Answer, Fault | None]:
        self.load.log.append(
            {
                "at": str(self.company.clock.now()),
                "functions": [" ".join(pair).strip() for pair in spoken],
                "status": answer.status,
                "manner": answer.manner,
                "fault": fault.kind if fault else "",
                "request": without_secrets(body),
                "answer_bytes": len(answer.body),
            }
        )
        return answer, fault

    def _met(self, request: Request, host: str, fault: Fault | None) -> Answer:
        if fault is None or fault.kind == "refused":
            return self._served(request, host)
        if fault.kind in NOT_EXECUTED:
            return NOT_EXECUTED[fault.kind]
        if fault.kind == "redirect":
            return Answer(fault.status, b"", headers={"Location": fault.location})
        if fault.kind in ("busy", "offline", "aborted", "in_process", "session_expired"):
            return self._turned_away(request, host, fault.kind)
        if fault.kind == "slow":
            time.sleep(fault.seconds)
            return self._served(request, host)
        if fault.kind == "stale":
            return self._served(request, host, timedelta(seconds=fault.delay or 60))
        if fault.kind in ("endless", "late_commit"):
            return self._later(request, host, fault)
        return spoiled(self._served(request, host), fault)

    def _later(self, request: Request, host: str, fault: Fault) -> Answer:
        if fault.delay is None:
            self._served(request, host)
        else:
            self._serve_later(request, host, fault.delay)
        return HANG if fault.kind == "endless" else lost(fault)

    def _serve_later(self, request: Request, host: str, delay: float) -> None:
        try:
            caller = sign_in(self.company, request, host)
        except (ControlRefusal, SignInRefusal):
            return
        held = claim(self.company, caller, request, self.running)
        self.company.clock.at(delay, lambda: self._finish(request, caller, held))

    def _finish(self, request: Request, caller: Caller, held: Claim) -> None:
        with self.company.lock:
            execute(self.company, caller, request, self.running, held)
            release(self.running, held)

    def _served(self, request: Request, host: str, ago: timedelta | None = None) -> Answer:
        try:
            with self.company.lock:
                caller = sign_in(self.company, request, host)
                held = claim(self.company, caller, request, self.running)
        except ControlRefusal as refusal:
            return self._control_failure(refusal, request)
        except SignInRefusal as refusal:
            return self._sign_in_failure(refusal, request)
        try:
            return self._run(request, caller, held, ago)
        finally:
            release(self.running, held)

    def _run(self, request: Request, caller: Caller, held: Claim, ago: timedelta | None) -> Answer:
        with self.load.slot(self.company) as got:
            if not got:
                trouble = Trouble("XL03000006", TOO_MANY)
                return self._operation(request, caller, _all_failed(request, trouble))
            with self.company.lock:
                company = self._as_of(ago) if ago else self.company
                results = execute(company, caller, request, self.running, held)
        if results[0].bare:
            content_type, content = results[0].bare
            return Answer(200, content, content_type)
        return self._operation(request, caller, results)

    def _as_of(self, ago: timedelta) -> Company:
        return replace(self.company, book=self.company.book.as_of(self.company.clock.now() - ago))

    def _turned_away(self, request: Request, host: str, kind: str) -> Answer:
        if kind == "session_expired":
            expire(self.company, request.sessionid)
            return self._sign_in_failure(SignInRefusal(Trouble("XL03000006", INVALID_SESSION)), request)
        try:
            caller = sign_in(self.company, request, host)
        except (ControlRefusal, SignInRefusal):
            return self._served(request, host)
        controlid = request.functions[0].controlid
        trouble = {
            "busy": Trouble("XL03000006", TOO_MANY),
            "aborted": Trouble("XL03000009", ROLLED_BACK),
            "offline": Trouble("XL03000006", OFFLINE, correction="Please Try Again Later"),
            "in_process": Trouble("XL03000006", IN_PROCESS.format(controlid=controlid)),
        }[kind]
        results = _all_failed(request, trouble, "aborted" if kind == "aborted" else "failure")
        return self._operation(request, caller, results)

    def _operation(self, request: Request, caller: Caller, results: list[Result]) -> Answer:
        signed = SignedIn(
            caller.userid, self.company.id, caller.entity, self.company.clock.now(), timeout(self.company)
        )
        inner = "".join(answers.result(item, request.more_info) for item in results)
        block = f"<operation>{answers.authentication(signed)}{inner}</operation>"
        self.load.statuses.update(item.status for item in results)
        return Answer(200, answers.document(answers.control(request, "success") + block, request.whitespace))

    def _control_failure(self, refusal: ControlRefusal, request: Request | None) -> Answer:
        block = answers.control(None if refusal.bare else request, "failure")
        self.load.statuses["control failure"] += 1
        return Answer(refusal.status, answers.document(block + answers.errors([refusal.trouble]), False))

    def _sign_in_failure(self, refusal: SignInRefusal, request: Request) -> Answer:
        login = request.login
        block = answers.refused_sign_in(
            refusal.userid or login.get("userid", ""),
            refusal.companyid or login.get("companyid", ""),
            refusal.locationid or login.get("locationid", ""),
            refusal.trouble,
            request.more_info,
        )
        self.load.statuses["authentication failure"] += 1
        return Answer(200, answers.document(answers.control(request, "success") + block, request.whitespace))


def _all_failed(request: Request, trouble: Trouble, status: str = "failure") -> list[Result]:
    return [Result(function.verb, function.controlid, status, troubles=[trouble]) for function in request.functions]
