"""The house rules: the configuration means what it says, the parts import only whom they may, modules stay small."""

import ast
import re
import shlex
import subprocess
import sys
import sysconfig
import tomllib
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
from streamlit import config

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("core", "lab", "ui", "pages")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
LONGEST = 250  # lines of a module
MOST = 16  # modules of a folder
CONFIG = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
CI = (ROOT / ".ci/run").read_text(encoding="utf-8")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def options(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Each option of a nested table with its full name, such as theme.dark.primaryColor."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from options(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


OPTIONS = dict(options(CONFIG))


@pytest.mark.parametrize("option", OPTIONS)
def test_streamlit_still_has_the_option(option: str) -> None:
    known = config.get_config_options()
    assert option in known
    assert not known[option].deprecated


def test_streamlit_takes_the_options_as_they_are() -> None:
    """In a process of its own: the tests' process may have been configured otherwise."""
    code = f"from streamlit import config; print([config.get_option(name) for name in {list(OPTIONS)!r}])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert dict(zip(OPTIONS, ast.literal_eval(done.stdout), strict=True)) == OPTIONS


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("runner.postScriptGC", False),
        ("global.maxCachedMessageAge", 30),
        ("client.showSidebarNavigation", False),
        ("client.showErrorDetails", "none"),
        ("browser.gatherUsageStats", False),
        ("server.showEmailPrompt", False),
    ],
)
def test_what_visitors_depend_on(option: str, value: object) -> None:
    assert OPTIONS[option] == value


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_theme_has_the_colours_of_the_arms(mode: str) -> None:
    colours = CONFIG["theme"][mode]["chartCategoricalColors"]
    assert len(set(colours[:6])) == 6  # those of text about an arm follow, and a grey
    assert colours[0] == CONFIG["theme"][mode]["primaryColor"]


@pytest.mark.parametrize(("mode", "least"), [("light", 3.1), ("dark", 5.4)])
def test_colours_stand_out_from_the_background(mode: str, least: float) -> None:
    theme = CONFIG["theme"][mode]
    assert min(contrast(colour, theme["backgroundColor"]) for colour in theme["chartCategoricalColors"]) >= least
    assert contrast(theme["textColor"], theme["secondaryBackgroundColor"]) >= 7  # WCAG 2, level AAA


def contrast(one: str, other: str) -> float:
    """WCAG 2's contrast ratio of two colours, 1 to 21."""

    def luminance(colour: str) -> float:
        levels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in levels]
        return sum(weight * x for weight, x in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def test_imports_go_one_way() -> None:
    """The contracts of import-linter in pyproject.toml."""
    tool = Path(sysconfig.get_path("scripts")) / "lint-imports"
    done = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_one_door_to_the_charts_is_the_only_exception() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    excepted = {line for contract in contracts for line in contract.get("ignore_imports", ())}
    assert {line.partition(" -> ")[0] for line in excepted} == {"lab.drawing"}


def test_the_lab_loads_no_charts_until_it_is_asked_for_one() -> None:
    """Also the command line with all its commands: whoever trains needs neither pandas nor a chart library."""
    code = (
        "import sys; import lab.commandline, lab.drawing, lab.export.folder\n"
        "print(sorted({'pandas', 'altair', 'streamlit', 'vl_convert', 'ui'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "[]\n"


def imported(path: Path) -> set[str]:
    """The first part of the name of everything that a module imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in names}


def imports() -> dict[str, set[str]]:
    """The modules of the house that each of them imports, wherever in it and also for types alone."""
    modules = {module_name(path): path for path in MODULES}
    graph = {}
    for module, path in modules.items():
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        for node in nodes:
            if isinstance(node, ast.ImportFrom):
                names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
        graph[module] = names & modules.keys()
    return graph


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def test_no_import_goes_in_a_circle() -> None:
    sorter = TopologicalSorter(imports())
    sorter.prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize("path", sorted((ROOT / "core").rglob("*.py")), ids=name)
def test_core_needs_numpy_and_scipy_only(path: Path) -> None:
    compilers = {"numba", "llvmlite"} if path.parent.name == "engine" else set()
    assert imported(path) <= sys.stdlib_module_names | {"core", "numpy", "scipy", "threadpoolctl"} | compilers


@pytest.mark.parametrize("path", [*sorted((ROOT / "pages").glob("*.py")), ROOT / "streamlit_app.py"], ids=name)
def test_no_page_imports_another(path: Path) -> None:
    assert not imported(path) & {"pages", "streamlit_app", *(page.stem for page in (ROOT / "pages").glob("*.py"))}


def test_modules_stay_small() -> None:
    lines = {name(path): path.read_text(encoding="utf-8").count("\n") for path in MODULES}
    assert {module: count for module, count in lines.items() if count > LONGEST} == {}


def test_folders_stay_small() -> None:
    folders = Counter(path.parent for path in MODULES if path.stem != "__init__")
    assert {name(folder): count for folder, count in folders.items() if count > MOST} == {}


def test_a_module_is_a_noun() -> None:
    assert [name(path) for path in MODULES if path.stem in {"utils", "util", "helpers", "common", "misc"}] == []


def commands() -> list[str]:
    """The README's commands that set up an environment."""
    return re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)


def test_readme_has_two_commands() -> None:
    start, tests = commands()
    assert start.endswith("streamlit run streamlit_app.py")
    assert tests.endswith("-m pytest -n 2")


def test_ci_runs_the_command_of_the_readme() -> None:
    """The line that finds it, run as it stands, gives the README's second command; and it is not written out again."""
    (line,) = re.findall(r"^tests=.*$", CI, re.MULTILINE)
    script = f'{line}\nprintf %s "$tests"'
    done = subprocess.run(["bash", "-euc", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == commands()[1]
    assert 'bash -c "$tests"' in CI
    assert CI.count("pytest") == 1


def test_ci_is_sound_bash() -> None:
    assert (ROOT / ".ci/run").stat().st_mode & 0o100
    subprocess.run(["bash", "-n", ".ci/run"], cwd=ROOT, check=True)


def test_readme_names_files_that_exist() -> None:
    linked = re.findall(r"\]\(((?!http)[^)#]+)\)", README)
    required = [word for command in commands() for word in shlex.split(command) if word.endswith((".txt", ".py"))]
    assert [path for path in linked + required if not (ROOT / path).exists()] == []
