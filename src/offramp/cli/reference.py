"""The command reference, generated from the commands themselves: `python -m offramp.cli.reference` writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from offramp.cli.main import app

EXIT_CODES = (
    "0 ok · 1 internal error · 2 usage (an unknown name, a folder that cannot be used) · "
    "3 invalid scenario, or a game too large for what is asked · "
    "4 partial (some worlds could not be played; they are kept and flagged) · 130 interrupted, what was finished is kept · "
    "141 whoever read the output stopped reading (`offramp run ... | head -1`), what was finished is kept"
)
FILE = Path(__file__).parents[3] / "docs" / "reference" / "commands.md"


def text() -> str:
    """The reference as Markdown. Raises ValueError naming a command or option that has no help."""
    group = typer.main.get_command(app)
    commands = getattr(group, "commands", {})
    lines = ["# Commands", "", "Generated from the command line itself by `python -m offramp.cli.reference`.", ""]
    for name, command in commands.items():
        lines += _command(name, command)
    lines += [
        "## Exit codes",
        "",
        EXIT_CODES,
        "",
    ]
    return "\n".join(lines)


def _command(name: str, command: Any) -> list[str]:
    if not command.help:
        message = f"command {name} has no help"
        raise ValueError(message)
    arguments = [_metavar(p) for p in command.params if not p.opts[0].startswith("-")]
    usage = " ".join(["offramp", name, "[OPTIONS]", *arguments])
    lines = [f"## offramp {name}", "", command.help.strip(), "", f"`{usage}`", ""]
    rows = [_parameter(name, parameter) for parameter in command.params if parameter.name != "help"]
    return [*lines, *rows, ""] if rows else lines


def _parameter(command: str, parameter: Any) -> str:
    told = getattr(parameter, "help", None)
    option = parameter.opts[0].startswith("-")
    names = (
        ", ".join(f"`{opt}`" for opt in [*parameter.opts, *parameter.secondary_opts])
        if option
        else f"`{_metavar(parameter)}`"
    )
    if not told:
        message = f"{command}: {names} has no help"
        raise ValueError(message)
    return f"- {names}: {told}"


def _metavar(parameter: Any) -> str:
    name = getattr(parameter, "metavar", None) or str(parameter.name).upper()
    return name if getattr(parameter, "required", False) else f"[{name}]"


def main() -> None:
    """Write docs/reference/commands.md."""
    FILE.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
