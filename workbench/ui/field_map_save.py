"""Saving the field map: what is wrong with it, what waits, earlier versions, and the map as a file."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.findings import Findings
from workbench.flows import field_maps
from workbench.rules.field_map_yaml import read_field_map
from workbench.ui import downloads, field_map_draft, findings_panel, formats, grids, notices, problems
from workbench.ui.field_map_draft import Offered


def checks(desk: Desk, there: Offered) -> Findings:
    """Everything wrong with the map as it is edited."""
    fields = field_map_draft.draft(desk).fields
    found = field_maps.time_field_map_findings(desk, fields, there.fields)
    findings_panel.show(
        found, key="field map", fine="Every field that payroll needs is mapped, and fits.", here="field_maps"
    )
    return found


def bar(desk: Desk, found: Findings) -> None:
    """How much waits, and the button that puts it in force."""
    waiting = field_map_draft.changes(desk)
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        if waiting:
            st.badge(f"{formats.count(waiting, 'change')} not saved", icon=":material/edit_note:", color="blue")
            st.button(
                "Discard", type="tertiary", icon=":material/undo:", key="discard field map",
                on_click=problems.told(field_map_draft.forget), args=(desk,),
            )  # fmt: skip
        else:
            usual = "No map was saved yet; this is the usual one, and it is in force."
            said = usual if _never_saved(desk) else "No changes wait; this map is in force."
            st.markdown(said, width="content")
        if waiting and not found.ok:
            st.caption("It can be saved once the errors above are mended.", width="content")
        st.space("stretch")
        st.text_input(
            "What changed", key="field map note", placeholder="What changed (optional)", max_chars=200,
            label_visibility="collapsed", width=260,
        )  # fmt: skip
        st.button(
            "Save", type="primary", icon=":material/save:", key="save field map",
            disabled=not found.ok or not (waiting or _never_saved(desk)),
            on_click=problems.told(_save), args=(desk,),
        )  # fmt: skip


def _never_saved(desk: Desk) -> bool:
    return not len(field_maps.time_field_map_versions(desk))


def _save(desk: Desk) -> None:
    note = str(st.session_state.pop("field map note", "")).strip()
    number = field_maps.save_time_field_map(desk, field_map_draft.draft(desk).fields, note)
    field_map_draft.forget(desk)
    notices.say(
        "success", "The next time import goes by it.", f"Field map {number} is saved", "pages/time_import.py",
        "Open Time import",
    )  # fmt: skip


def versions(desk: Desk) -> None:
    """Earlier maps, to look at again; and the map as a file, to take to another client or to bring one."""
    found = field_maps.time_field_map_versions(desk)
    with st.expander(f"Versions and files ({formats.count(len(found), 'version')})", icon=":material/history:"):
        if len(found):
            picked = grids.choose(
                found, [str(one) for one in found["number"]],
                {"number": "Number", "saved_at": "Saved", "saved_by": "By", "note": "What changed"},
                key="field map versions", alt="Versions of the field map", many=False,
            )  # fmt: skip
            if picked:
                st.button(
                    f"Edit from version {picked[0]}", key="take field map", icon=":material/restore:",
                    on_click=problems.told(_take), args=(desk, int(picked[0])),
                )  # fmt: skip
        shown = field_maps.time_field_map_text(desk, field_map_draft.draft(desk).fields)
        downloads.text(shown, "field-map.yaml", "field map file", "Field map as a file", "application/yaml")
        file = st.file_uploader("Bring a field map", type=["yaml", "yml"], key="field map upload")
        if file is not None:
            st.button("Edit from this file", key="take file", on_click=problems.told(_bring), args=(desk, file))


def _take(desk: Desk, number: int) -> None:
    field_map_draft.edit(desk, field_maps.time_field_map_version(desk, number))
    notices.say("info", f"Version {number} is shown. It is in force again once you save it.")


def _bring(desk: Desk, file: object) -> None:
    content: bytes = file.getvalue()  # type: ignore[attr-defined]
    fields, findings = read_field_map(content.decode("utf-8-sig", errors="replace"))
    if fields is None:
        raise ValueError(" ".join(f"{one.message} {one.remedy}".strip() for one in findings.errors[:3]))
    field_map_draft.edit(desk, fields)
    notices.say("info", "The map of the file is shown. It is in force once you save it.")
