"""A checkout of the scripts alone, to start them in on a machine that only pretends."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

PROJECT = """
[build-system]
requires = ["hatchling"]
[project]
name = "kmviz"
dependencies = ["numpy>=2"]
[dependency-groups]
dev = ["pytest>=8", "ruff>=0.14"]
[tool.ruff]
line-length = 100
"""


@dataclass(frozen=True)
class Started:
    """A start that has ended."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Checkout:
    """A folder with the scripts and a pyproject.toml."""

    root: Path
    log: Path

    @classmethod
    def make(cls, root: Path, log: Path) -> "Checkout":
        """Copy the scripts."""
        shutil.copytree(ROOT / "scripts", root / "scripts", ignore=shutil.ignore_patterns("__*"))
        (root / "pyproject.toml").write_text(PROJECT)
        return cls(root, log)

    def begin(
        self, script: str, *arguments: str, variables: Any = None, **plan: str
    ) -> subprocess.Popen[str]:
        """Start a script from another folder."""
        asked = {"MACHINE_LOG": str(self.log), "MACHINE_PLAN": json.dumps(plan)}
        fails = {"MACHINE_KMVIZ_FAILS": "nothing that is ever an argument"}
        return subprocess.Popen(
            [sys.executable, HERE / "machine.py", self.root / "scripts" / script, *arguments],
            cwd=self.root.parent,
            env={**os.environ, **fails, **asked, **(variables or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def start(self, script: str, *arguments: str, variables: Any = None, **plan: str) -> Started:
        """Start a script, and wait for its end."""
        process = self.begin(script, *arguments, variables=variables, **plan)
        out, err = process.communicate(timeout=30)
        return Started(process.returncode, out, err)

    def events(self) -> list[dict[str, Any]]:
        """Give what venv and pip were asked since the last time."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return [json.loads(line) for line in lines]

    def programs(self) -> list[str]:
        """Give the names of what was started in the set-up since the last time."""
        return [event["program"] for event in self.events()]
