"""Copy a file in a process of its own: ``python -I copying.py FROM TO``; exit status 0, else the error's number.

Apart on purpose: where a process closes any handle of a file, the system drops all its locks on that file, and the
store would lose its own. Reads and writes go to the disk before the end is reported.
"""

import os
import shutil
import sys

if __name__ == "__main__":
    try:
        with open(sys.argv[1], "rb") as source, open(sys.argv[2], "xb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
            target.flush()
            os.fsync(target.fileno())
    except OSError as problem:
        sys.exit(problem.errno if problem.errno and problem.errno < 126 else 5)
