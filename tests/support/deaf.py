"""A helper process that is alive and listens no more: whoever writes to it finds a broken pipe."""

import subprocess


def deaf(instead_of: subprocess.Popen[str] | None) -> subprocess.Popen[str]:
    """Stands in for a helper that is ended here."""
    if instead_of is not None:
        instead_of.kill()
        instead_of.wait()
    child = subprocess.Popen(
        ["sh", "-c", "exec 0<&-; echo ready; exec sleep 60"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    child.stdout.readline()  # its ear is shut from here on
    return child
