"""The register somebody works on, kept from the first look until it is loaded: a reload or a new day loses nothing."""

from __future__ import annotations

from pathlib import Path

from workbench.desk import Desk
from workbench.errors import NotFound
from workbench.files.limits import Bound
from workbench.flows import register_templates
from workbench.flows.registers import RegisterDraft, answered, read_register, with_labor
from workbench.rules.register_answers import read_answers, write_answers
from workbench.store import register_drafts as store


def begin_draft(desk: Desk, draft: RegisterDraft) -> None:
    """Keep a register as the one in work, its file too; an earlier one of the same person is put away."""
    with desk.write() as conn:
        store.begin(conn, desk.actor, draft.source, draft.path.read_bytes(), desk.clock())
    keep_draft(desk, draft)


def keep_draft(desk: Desk, draft: RegisterDraft) -> None:
    """Keep what was answered so far, and the labor brought beside it."""
    template = draft.template.name if draft.template else ""
    with desk.write() as conn:
        store.keep(conn, desk.actor, write_answers(draft.answers), template, draft.labor_content, desk.clock())


def kept_draft(desk: Desk, folder: Path, bound: Bound = "upload") -> RegisterDraft | None:
    """The register this person works on, read again from what was kept; its file is laid into ``folder``."""
    with desk.read() as conn:
        row = store.get(conn, desk.actor)
    if row is None:
        return None
    path = folder / (Path(row["name"].replace("\\", "/")).name or "register")
    path.write_bytes(row["content"])
    draft = read_register(path, desk=desk, bound=bound, source=row["name"])
    draft = answered(draft, read_answers(row["answers"]), _template(desk, row["template"]))
    if row["labor"] is None:
        return draft
    (folder / "labor.csv").write_bytes(row["labor"])
    return with_labor(draft, folder / "labor.csv")


def _template(desk: Desk, name: str) -> register_templates.Template | None:
    try:
        return register_templates.find(desk, name) if name else None
    except NotFound:  # deleted meanwhile: what it said is among the answers
        return None


def drop_draft(desk: Desk) -> None:
    """Be done with the register in work."""
    with desk.write() as conn:
        store.drop(conn, desk.actor)
