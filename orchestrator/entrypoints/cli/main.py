"""`coe`: one command, its subcommands grouped by what they are about."""

import sys

import typer
from pydantic import ValidationError

from orchestrator.core.errors import CoeError
from orchestrator.entrypoints.cli import (
    audit,
    backup,
    decision,
    demo,
    doctor,
    eservice,
    invoice_rules,
    keys,
    oidc,
    process,
    programs,
    queue,
    release,
    retention,
    robot,
    round,
    runs,
    secret,
    setup,
    subscription,
    tokens,
    worker,
)

app = typer.Typer(
    help="The platform of the RPA Center of Excellence.", no_args_is_help=True, pretty_exceptions_enable=False
)
programs.add_to(app)
app.command("demo")(demo.demo)
app.command("doctor")(doctor.doctor)
app.command("setup")(setup.setup)
process.app.command("whatif")(decision.whatif)
app.add_typer(process.app, name="process")
app.add_typer(decision.app, name="decision")
app.add_typer(round.app, name="round")
robot.app.command("publish")(release.robot_publish)
app.add_typer(robot.app, name="robot")
app.add_typer(release.app, name="release")
app.add_typer(queue.app, name="queue")
app.add_typer(runs.app, name="run")
app.add_typer(eservice.app, name="eservice")
app.add_typer(invoice_rules.app, name="invoice-rules")
app.add_typer(tokens.app, name="token")
app.add_typer(oidc.app, name="oidc")
app.add_typer(worker.app, name="worker")
app.add_typer(secret.app, name="secret")
app.add_typer(subscription.app, name="subscription")
app.add_typer(keys.app, name="keys")
app.add_typer(backup.app, name="backup")
app.command("restore")(backup.restore)
app.add_typer(audit.app, name="audit")
app.add_typer(retention.app, name="retention")
app.add_typer(setup.person, name="person")


def main() -> None:
    """Run `coe`; an error is one clear line on standard error and exit code 2."""
    try:
        app()
    except CoeError as error:
        print(f"coe: {error.message}", file=sys.stderr)
        for problem in error.problems:
            print(f"  {problem.get('at', '')}: {problem.get('message', '')}", file=sys.stderr)
        sys.exit(2)
    except ValidationError as error:  # settings that do not hold
        for found in error.errors():
            print(f"coe: {str(found['msg']).removeprefix('Value error, ')}", file=sys.stderr)
        sys.exit(2)
