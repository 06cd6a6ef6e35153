"""Windows and macOS lack some of what `os`, `signal` and the standard library have here: all goes on without it.

A `sitecustomize` hides these names from our modules, in the server and, since they inherit it, in worker processes.
What libraries need on this system they still have.
"""

import ast
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

FOLDERS = ("core", "lab", "ui", "pages", "tests", "benchmarks")
SOURCES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))

NAMES = {
    "os": (
        "nice getpriority setpriority fork forkpty killpg getpgid getpgrp setpgid setsid getsid getuid geteuid "
        "getgid getegid getgroups setuid seteuid setgid setegid uname getloadavg sysconf pidfd_open chown fchown "
        "lchown chroot fchmod mkfifo mknod openpty ttyname statvfs fstatvfs sync waitid wait wait3 wait4 sendfile "
        "pread pwrite posix_fallocate posix_fadvise posix_spawn sched_getaffinity sched_setaffinity sched_yield "
        "register_at_fork set_blocking get_blocking ctermid WNOHANG"
    ),
    "signal": (
        "SIGKILL SIGHUP SIGQUIT SIGUSR1 SIGUSR2 SIGALRM SIGCHLD SIGPIPE SIGSTOP SIGCONT SIGTSTP pthread_sigmask "
        "pthread_kill alarm setitimer getitimer sigwait sigpending siginterrupt pause"
    ),
}
HIDDEN = {module: names.split() for module, names in NAMES.items()}
MODULES = ["fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty"]
GUARDED = {  # where such a name is used after asking whether it is there
    "benchmarks/boards.py": {"os.nice"},
    "benchmarks/dashboard.py": {"os.sysconf"},
    "benchmarks/load.py": {"os.nice"},
    "benchmarks/opening.py": {"os.getloadavg"},
    "benchmarks/process.py": {"os.sched_getaffinity", "os.sched_setaffinity"},
    "lab/workers/child.py": {"os.nice"},
    "lab/workers/filelock.py": {"fcntl"},
    "lab/workers/local.py": {"signal.pthread_sigmask"},
    "ui/charts/paper/child.py": {"os.nice"},
    "ui/site/hosting.py": {"resource"},
}

WITHOUT = """
    import builtins, json, os, signal, sys

    FOLDERS, HIDDEN, MODULES = json.loads(os.environ["HIDE"])

    def ours(frame):
        return frame.f_code.co_filename.startswith(tuple(FOLDERS)) or frame.f_code.co_filename == "<string>"

    def hide(module, names):
        kept = {name: module.__dict__.pop(name) for name in names if name in module.__dict__}

        def missing(name):
            if name in kept and not ours(sys._getframe(1)):
                return kept[name]
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")

        module.__getattr__ = missing

    for name, names in HIDDEN.items():
        hide(sys.modules[name], names)
    load = builtins.__import__

    def guarded(name, *arguments, **options):
        if name in MODULES and ours(sys._getframe(1)):
            raise ModuleNotFoundError(f"No module named {name!r}")
        return load(name, *arguments, **options)

    builtins.__import__ = guarded
"""

POOL = """
    import json, os, queue, signal, threading
    from core.experiment import Experiment
    from lab.serving.pool import Pool
    from lab.storage.store import Store
    from lab.workers.interface import Progress
    from lab.workers.local import LocalWorkers

    assert not hasattr(os, "nice") and not hasattr(signal, "SIGKILL")

    def finished(pool, experiment):
        pool.submit(experiment, "ada")
        while pool.snapshot(experiment).state in ("queued", "running"):
            threading.Event().wait(0.01)
        return pool.snapshot(experiment)

    workers = LocalWorkers(2)
    pool = Pool(Store("sqlite://"), workers)
    trained = finished(pool, Experiment(train=100, validation=100, epochs=2, seeds=2))
    endless = Experiment(epochs=5000, seeds=1)
    pool.submit(endless, "ada")
    while not pool.snapshot(endless).epoch:
        threading.Event().wait(0.01)
    pool.cancel(endless, "ada")
    os.kill(workers.pids[0], signal.SIGTERM)
    again = finished(pool, Experiment(train=100, validation=100, epochs=2, seeds=2, first_seed=9))
    pool.close()
    workers = LocalWorkers(1, "tests.lab.test_everywhere:look")
    heard = queue.SimpleQueue()
    workers.submit(endless.runs(0), heard.put)
    print(heard.get().message)
    workers.close()
    print(json.dumps([trained.state, again.state, again.message]))
"""

PAGE = """
    import json
    from core.experiment import Experiment
    from tests.pages.conftest import open_page
    from ui.site import service

    page, experiment = open_page("pages/compare.py"), Experiment()
    page.button(key="train").click().run()
    pool = service.running().pool
    while pool.snapshot(experiment).state in ("queued", "running"):
        page.run()
    print(json.dumps([pool.snapshot(experiment).state, [one.message for one in page.exception]]))
    pool.close()
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "sitecustomize.py").write_text(textwrap.dedent(WITHOUT), encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    ours = [str(ROOT / name) for name in (*FOLDERS, "streamlit_app.py")]  # a virtual environment may lie beside them
    hide, store = json.dumps([ours, HIDDEN, MODULES]), f"sqlite:///{tmp_path / 'results.sqlite3'}"
    return {
        **os.environ,
        "PYTHONPATH": path,
        "HIDE": hide,
        "LAB_STORE": store,
    }


def run(code: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_pool_trains_stops_and_replaces_a_worker(environment: dict[str, str]) -> None:
    seen, states = run(POOL, environment).splitlines()
    assert seen == "Training failed: here False False", "the names are hidden in workers too"
    assert json.loads(states) == ["finished", "finished", ""]


def test_the_command_line_trains_in_processes(environment: dict[str, str]) -> None:
    code = """
        import sys
        import lab.seeds
        from lab.commandline import run

        lab.seeds.WORTH_PROCESSES = 0.0
        sys.exit(run(["compare", "softmax:log_likelihood:0.5", "--train", "100", "--epochs", "2", "--seeds", "2"]))
    """
    assert "softmax:log_likelihood:0.5" in run(code, environment)


def test_the_dashboard_trains(environment: dict[str, str]) -> None:
    assert json.loads(run(PAGE, environment).splitlines()[-1]) == ["finished", []]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.AST]:
    """What each of our modules says, by its name."""
    return {name(path): ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


def test_what_only_some_systems_have_is_asked_for_first(trees: dict[str, ast.AST]) -> None:
    hidden = {f"{module}.{attribute}" for module, names in HIDDEN.items() for attribute in names} | set(MODULES)
    found = {module: used(tree) & hidden for module, tree in trees.items() if not module.startswith("tests/")}
    assert {module: names for module, names in found.items() if names} == GUARDED


def used(tree: ast.AST) -> set[str]:
    """The attributes that a module asks names for, and what it imports whole."""
    nodes = list(ast.walk(tree))
    return {
        f"{node.value.id}.{node.attr}"
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    } | {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}


def test_text_is_read_and_written_in_an_encoding_that_is_named(trees: dict[str, ast.AST]) -> None:
    """Windows has another default. Bytes have none."""
    assert [f"{module}: {line}" for module, tree in trees.items() for line in without_encoding(tree)] == []


def without_encoding(tree: ast.AST) -> list[str]:
    """The lines that read or write text and name no encoding."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        first = ast.unparse(node.args[0]) if node.args else ""
        text = (
            called in ("read_text", "write_text")
            or given.get("text") == "True"
            or (called == "open" and re.fullmatch(r"'[rwxa]\\+?'", first))
        )
        if text and "encoding" not in given:
            found.append(f"line {node.lineno}: {ast.unparse(node)}")
    return found


def look() -> Callable[..., object]:
    def see(*_: object) -> object:
        raise ValueError(f"here {hasattr(os, 'nice')} {hasattr(signal, 'SIGKILL')}")

    return see
