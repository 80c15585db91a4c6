"""`python -m orchestrator.entrypoints.keyword_docs ROOT`: prints the documentation of every keyword as JSON.

A process of its own: Libdoc imports the libraries that it documents, and a portal imports no robot's code.
"""

import json
import sys
from pathlib import Path

from orchestrator.entrypoints.keyword_docs.documented import documented


def main() -> None:
    root = Path(sys.argv[1]).resolve()
    # A robot finds the shared library below the root, and a package's own modules beside its library.
    sys.path[:0] = [str(root), *(str(path) for path in root.glob("robots/*/resources"))]
    told = sys.stdout
    sys.stdout = sys.stderr  # what a library prints when it is imported is no documentation
    found = documented(root)
    json.dump(found, told, ensure_ascii=False)


if __name__ == "__main__":
    main()
