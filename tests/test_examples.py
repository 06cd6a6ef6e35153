"""The example notebook runs from top to bottom, as a reader would have Jupyter run it."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> Path:
    return request.param


def outputs(ran: Any, kind: str) -> list[str]:
    """What the cells of a notebook have shown, of one MIME type."""
    shown = [output for cell in ran.cells if cell.cell_type == "code" for output in cell.outputs]
    return [str(output.data[kind]) for output in shown if kind in output.get("data", {})]


def printed(ran: Any, stream: str) -> str:
    shown = [output for cell in ran.cells if cell.cell_type == "code" for output in cell.outputs]
    return "".join(output.text for output in shown if output.output_type == "stream" and output.name == stream)


def test_there_is_one() -> None:
    assert [path.name for path in NOTEBOOKS] == ["compare.ipynb"]
    assert "examples/compare.ipynb" in README


def test_it_is_kept_without_what_it_shows(notebook: Path) -> None:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [(cell["outputs"], cell["execution_count"]) for cell in code] == [([], None)] * len(code)


def test_it_runs_from_top_to_bottom(notebook: Path) -> None:
    """In the notebook's own folder, as Jupyter does. A cell that fails raises."""
    ran = nbformat.read(notebook, as_version=4)
    nbformat.validate(ran)
    NotebookClient(ran, timeout=120, resources={"metadata": {"path": str(notebook.parent)}}).execute()
    (shown, *frames) = outputs(ran, "text/html")
    assert "<svg" in shown
    assert "points apart" in shown
    assert len(frames) >= 2
    assert len(outputs(ran, "image/svg+xml")) == 3
    assert len(outputs(ran, "image/png")) == 2
    assert "Cross-entropy at rate 0.5 reaches 80 % after" in printed(ran, "stdout")
    assert printed(ran, "stderr") == ""
    assert "epochs/s" not in json.dumps(ran)  # progress is gone when it is over


def test_it_says_what_to_do_where_there_is_no_program(notebook: Path, tmp_path: Path) -> None:
    ran = nbformat.read(notebook, as_version=4)
    ran.cells = [cell for cell in ran.cells if cell.cell_type == "code"][:1]
    NotebookClient(ran, timeout=120, resources={"metadata": {"path": str(tmp_path)}}, allow_errors=True).execute()
    (wrong,) = [output for output in ran.cells[0].outputs if output.output_type == "error"]
    assert wrong.evalue == f"Start Jupyter inside a copy of the repository: {tmp_path} is in none."
