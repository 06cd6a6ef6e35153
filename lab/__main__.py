"""The command line: `python -m lab compare softmax:log_likelihood:0.5 sigmoid:cross_entropy:0.5`.

Exit status 0 when all went well, 1 when training failed, 2 for input that cannot be used, 130 after Ctrl-C.
"""

from __future__ import annotations

import errno
import io
import os
import sys

from lab.workers.child import ONE_THREAD


def main() -> int:
    """Run the command line and give back its exit status."""
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        from lab.commandline import run  # noqa: PLC0415 - NumPy reads the number of threads when it is loaded

        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # not every terminal can show ±
        status = run(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt as stopped:  # with a sentence where something is kept
        print(f"\nstopped by Ctrl-C, {str(stopped) or 'nothing is kept'}", file=sys.stderr)
        return 130
    except OSError as error:
        if error.errno not in (errno.EPIPE, errno.EINVAL):  # Windows has another number for the first
            print(f"the output cannot be written: {error.strerror or error}", file=sys.stderr)
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 2
        # whoever read our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
