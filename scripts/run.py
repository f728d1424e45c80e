"""Arguments go in and kmviz runs with them: `python3 scripts/run.py animate --k 7 --n 100`.

Nothing has to be installed or activated before: the first start makes `.venv`.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))  # noqa: PTH120  (starts faster)

import _environment


def main() -> None:
    """Become kmviz: its exit status and the signals to it pass through."""
    # -P: a random.py in the user's folder must not stand in for the one of Python
    command = [_environment.python_for("run"), "-P", "-m", "kmviz", *sys.argv[1:]]
    if os.name == "nt":
        sys.exit(_call(command))
    os.execve(command[0], command, _environment.variables())  # noqa: S606  (without a shell)


def _call(command: list[str]) -> int:
    """Run the command on Windows, where a program that becomes another seems to have ended."""
    import signal
    import subprocess

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches kmviz, which says how it ends
    return subprocess.call(command, env=_environment.variables())


if __name__ == "__main__":
    main()
