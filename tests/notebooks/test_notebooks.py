"""Every notebook runs from top to bottom, and is kept without outputs."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_kept_without_outputs(path):
    cells = nbformat.read(path, as_version=4).cells
    assert not [cell for cell in cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)]


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def executed(request):
    """The notebook after a run from top to bottom; a cell that fails fails here."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), before or ""])
    notebook = nbformat.read(request.param, as_version=4)
    NotebookClient(notebook, timeout=180, kernel_name="python3", resources={"metadata": {"path": ROOT}}).execute()
    os.environ["PYTHONPATH"] = before or ""
    return request.param.stem, [
        output["data"]["text/plain"]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "data" in output
    ]


LAST_WORDS = {
    "01_the_road": ("('confirmed'", "(True, 'Draft')"),
    "02_mapping_workshop": ("(18, 18)", "('100.00 %', 15, 0)"),
    "03_time_import": ("(25, 0, 0, 0)", "(0, 0, 0, 25)", "(24, '191.0000')"),
    "04_job_cost": ("('13192.00', '1465.42', '837.68')", "(6, '246.0000')", "(6, 6, 'Time > Staff Timesheets')"),
}


def test_it_runs_and_ends_as_it_says(executed):
    name, said = executed
    for words in LAST_WORDS[name]:
        assert any(text.startswith(words) for text in said)
