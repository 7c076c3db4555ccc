"""What the gateway refuses, and with which number and text."""

from dataclasses import dataclass, field

SENDER = "Incorrect Intacct XML Partner ID or password."
SIGN_IN = "Sign-in information is incorrect"
INVALID_SESSION = "Invalid session, please log in again."
OFFLINE = "The Service is Temporarily Off-line"
ROLLED_BACK = "The entire transaction in this operation has been rolled back due to an error."
IN_PROCESS = "A request's function with the control ID {controlid} is in process"
CALLED = {"GLBATCH": "GLBatch", "GLENTRY": "GLBatch", "TIMESHEET": "Timesheet", "TIMESHEETENTRY": "Timesheet"}
TOO_MANY = "There are too many operations running for this company (200024)"


@dataclass(frozen=True)
class Trouble:
    """One error element of an answer."""

    errorno: str
    description2: str
    description: str = ""
    correction: str = ""
    errorid: str = ""


@dataclass
class Refusal(Exception):
    """A function that fails: its errors, cause first, and the XML of what was saved all the same."""

    troubles: list[Trouble]
    data: str = ""

    def __str__(self) -> str:
        return "; ".join(trouble.description2 for trouble in self.troubles)


@dataclass
class ControlRefusal(Exception):
    """A request refused before anything was executed."""

    trouble: Trouble
    status: int = 200
    bare: bool = False


@dataclass
class SignInRefusal(Exception):
    """A request whose credentials or session are refused."""

    trouble: Trouble
    userid: str = ""
    companyid: str = ""
    locationid: str = field(default="")


def refuse(errorno: str, text: str, correction: str = "", errorid: str = "") -> Refusal:
    """A refusal with one error."""
    return Refusal([Trouble(errorno, text, correction=correction, errorid=errorid)])


def not_created(verb: str, name: str, cause: str, errorno: str = "BL01001973", correction: str = "") -> Refusal:
    """A business refusal: the cause, then the wrapper the gateway puts behind it."""
    wrapper = Trouble("BL01001973", f"Could not {verb} {CALLED.get(name, name)} record!")
    return Refusal([Trouble(errorno, cause, correction=correction), wrapper])


def schema_error(text: str) -> ControlRefusal:
    """A document outside the schema: nothing is executed."""
    return ControlRefusal(Trouble("XL03000003", text, correction="Please fix the XML and resend the request."))
