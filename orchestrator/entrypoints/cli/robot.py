"""`coe robot`: the developer's verbs. Each stands in a file of its own; here they get their names."""

import typer

from orchestrator.entrypoints.cli import robot_lint, robot_new, robot_run, robot_test

app = typer.Typer(help="Robot packages.", no_args_is_help=True)
app.command("new")(robot_new.new)
app.command("lint")(robot_lint.lint_it)
app.command("run")(robot_run.run)
app.command("test")(robot_test.try_it)
