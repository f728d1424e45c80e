"""Arguments for pytest go in; the verdicts of linter, formatter, type checker and tests come out.

Nothing has to be installed or activated before: the first start makes `.venv`.
"""

import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))  # noqa: PTH120  (as in run.py)

import _environment

CHECKS = {
    "lint": ["ruff", "check"],
    "format": ["ruff", "format", "--check"],
    "types": ["mypy"],
    "tests": ["pytest", "-n", "auto", "--dist", "worksteal"],
}


def main() -> None:
    """Run every check, also after one has failed, and sum up; exit status 1 if any failed."""
    python = _environment.python_for("test")
    try:
        failed = {name: _fails(python, check) for name, check in CHECKS.items()}
    except KeyboardInterrupt:
        sys.exit(130)
    for name, failure in failed.items():
        print(f"{name:<8}{'failed' if failure else 'ok'}", file=sys.stderr)
    sys.exit(any(failed.values()))


def _fails(python: str, check: list[str]) -> bool:
    arguments = sys.argv[1:] if check[0] == "pytest" else []
    command = [python, "-m", *check, *arguments]
    return subprocess.call(command, cwd=_environment.ROOT, env=_environment.variables()) != 0


if __name__ == "__main__":
    main()
