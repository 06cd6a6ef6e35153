import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from lab.workers.filelock import file_lock
from tests.lab.processes import WAIT

ROOT = Path(__file__).parents[2]

HOLDER = """
    import sys
    from pathlib import Path
    from lab.workers.filelock import file_lock

    with file_lock(Path(sys.argv[1])):
        print("held", flush=True)
        sys.stdin.read()
"""


def test_one_process_at_a_time_and_a_dead_one_does_not_block(tmp_path: Path) -> None:
    path, entered = tmp_path / "new folder" / "lock", threading.Event()

    def enter() -> None:
        with file_lock(path):
            entered.set()

    command = [sys.executable, "-c", textwrap.dedent(HOLDER), str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        thread = threading.Thread(target=enter)
        thread.start()
        assert not entered.wait(0.1)
        holder.kill()
    assert entered.wait(WAIT)
    thread.join()


def test_where_no_lock_can_be_made_nothing_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with file_lock(tmp_path / "file" / "lock"):
        pass


def test_an_error_of_who_holds_it_is_theirs(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="theirs"), file_lock(tmp_path / "lock"):
        raise OSError("theirs")
