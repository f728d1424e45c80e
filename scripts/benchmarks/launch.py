"""A command goes in and runs; its exit status and what it took go to a file.

What is measured is a child of this small process and not of the benchmark, as Linux counts a
program as no smaller than the process that started it.
"""

import os
import sys
import time

UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes


def main() -> None:
    """Run the command behind the name of the file, and write four numbers."""
    report, *command = sys.argv[1:]
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    took = (wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * UNIT)
    with open(report, "w") as file:  # noqa: PTH123  (pathlib would make this process larger)
        print(os.waitstatus_to_exitcode(status), *took, file=file)


if __name__ == "__main__":
    main()
