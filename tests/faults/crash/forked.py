"""Work done in forked processes: how each ended and what it gave; a starting gun for those that race."""

from __future__ import annotations

import faulthandler
import os
import pickle
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Work = Callable[[], Any]
LONGEST = 300  # seconds; whoever takes longer shows where it stands and ends, else the campaign would wait for ever


@dataclass(frozen=True)
class Ended:
    """The exit code (minus the signal when killed) and what the work gave back, if it came to that."""

    code: int
    given: Any = None


def in_a_child(work: Work) -> Ended:
    """Do the work in a forked process and wait for it."""
    return at_once([work])[0]


def at_once(works: Sequence[Work]) -> list[Ended]:
    """Do each work in a process of its own; they start together when all are there."""
    gun, fire = os.pipe()
    children = []
    for work in works:
        come, go = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(fire)
            _as_child(work, gun, go)
        os.close(go)
        children.append((pid, come))
    os.close(gun)
    os.close(fire)
    return [_ended(pid, come) for pid, come in children]


def _ended(pid: int, come: int) -> Ended:
    with os.fdopen(come, "rb") as pipe:
        given = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return Ended(code, pickle.loads(given) if given and code == 0 else None)


def _as_child(work: Work, gun: int, go: int) -> None:
    code = 1
    faulthandler.dump_traceback_later(LONGEST, exit=True)
    try:
        os.read(gun, 1)  # nothing comes: the gun goes off when its last holder lets go
        with os.fdopen(go, "wb") as pipe:
            pipe.write(pickle.dumps(work()))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)
