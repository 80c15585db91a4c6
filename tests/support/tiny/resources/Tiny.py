"""Notes when a case begins, with the machine's clock, in a file of its own."""

import time
from pathlib import Path

ROBOT_AUTO_KEYWORDS = True


def note_beginning(folder: str, reference: str) -> None:
    """Append the time to `<folder>/<reference>`: one line for each time that it was begun."""
    with (Path(folder) / reference).open("a") as file:
        file.write(f"{time.time()}\n")
