"""`coe backup` and `coe restore`: everything in one archive, the keys apart, and back into an empty place."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from orchestrator.core.clock import machine_now
from orchestrator.core.settings import settings
from orchestrator.entrypoints.backup import keyfile
from orchestrator.entrypoints.backup import make as making
from orchestrator.entrypoints.backup import restore as restoring
from orchestrator.entrypoints.backup.archive import Tell
from orchestrator.entrypoints.backup.archive import verify as verify_archive

app = typer.Typer(help="Back up everything while work goes on; check a backup.", no_args_is_help=True)
Archive = Annotated[Path, typer.Argument(help="The archive.", exists=True, dir_okay=False)]
Keys = Annotated[Path | None, typer.Option("--keys", help="The file of the keys, which is kept elsewhere.")]


@app.command(epilog="Example: coe backup make /var/backups/coe/today.tar --keys /mnt/vault/coe.keys")
def make(
    path: Annotated[Path | None, typer.Argument(help="The archive; in COE_HOME/backups if left out.")] = None,
    keys: Keys = None,
) -> None:
    """Back up database, evidence, releases and the trail's checkpoints, from one moment, while work goes on.

    The archive opens nothing without the master key, which is never in it. --keys writes the master key (if it is not
    in a vault elsewhere) and the signing keys to a file of their own, under a passphrase. Keep the two apart.
    """
    target = path or settings().home / "backups" / f"coe-{machine_now():%Y-%m-%dT%H%M%SZ}.tar"
    with _progress("backing up") as tell:
        manifest = making.backup(target, tell)
    print(f"{target}: {len(manifest.files)} files, {manifest.counts.get('work_item', 0)} work items.")
    for name in manifest.missing:
        print(f"  missing in the evidence store, and so in the backup: {name}", file=sys.stderr)
    if keys is not None:
        held = keyfile.write(keys, _passphrase(confirm=True))
        print(f"{keys}: {', '.join(held)}. Without file and passphrase a backup opens nothing: keep them elsewhere.")


@app.command()
def verify(path: Archive) -> None:
    """Read a backup whole: every file is there and as it was. Says which master key it needs."""
    with _progress("checking") as tell:
        manifest = verify_archive(path, tell)
    print(f"Sound: {len(manifest.files)} files of {manifest.made_at}, version {manifest.version}, {manifest.dialect}.")
    print(f"It needs the master key {', '.join(manifest.masters) or 'of no municipality'}.")
    if manifest.missing:
        print(f"{len(manifest.missing)} files of evidence were missing when it was made.")


def restore(path: Archive, keys: Keys = None) -> None:
    """Restore a backup into an empty database and an empty COE_HOME. First end the platform that made it, for good.

    What was in a robot's hands is checked first; for 30 days every write is looked for before it is made; everybody
    signs in again; runs of before are closed. --keys brings the keys back to COE_HOME/keys: set
    COE_MASTER_KEY=file:COE_HOME/keys/master before.
    """
    if keys is not None:
        for written in keyfile.unpack(keys, _passphrase(confirm=False)):
            print(f"Restored the key {written}.")
    with _progress("checking") as checking, _progress("unpacking") as unpacking:
        manifest, done = restoring.restore(path, f"cli:{getpass.getuser()}", checking, unpacking)
    print(f"Restored as of {manifest.made_at}: {manifest.counts.get('work_item', 0)} work items.")
    print(
        f"{done.taken_back} cases were in a robot's hands and are checked first; {done.runs_closed} runs are closed; "
        f"{done.sign_ins_ended} sign-ins ended; {done.to_send_again} notices are asked for or sent again."
    )
    if done.on_hold:
        print(f"{done.on_hold} cases of packages that cannot check are on hold: look what was done since, then let go.")
    print("Start the platform, and let Read Outcomes run once in each municipality. What to see to: infra/README.md.")


@contextmanager
def _progress(words: str) -> Iterator[Tell]:
    columns = (TextColumn("  {task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(words, total=None)
        yield lambda _name, size: progress.advance(task, size)


def _passphrase(*, confirm: bool) -> str:
    """Asked for, or the first line that is piped in: never an argument."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    told: str = typer.prompt("Passphrase of the keys", hide_input=True, confirmation_prompt=confirm, err=True)
    return told
