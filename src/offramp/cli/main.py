"""`offramp`: the command and its subcommands. Heavy parts are imported inside the commands, so that --help is quick."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from offramp.cli.console import guarded

app = typer.Typer(
    name="offramp",
    help="Turn an argument about how a war ends into a game that can be solved and tested.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # frames around the help would take longer to import than everything else
    context_settings={"help_option_names": ["-h", "--help"]},
)

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="Name of a bundled scenario, or path of a YAML file.")
]
MaybeScenario = Annotated[
    str | None,
    typer.Argument(metavar="SCENARIO", help="Name of a bundled scenario, or path of a YAML file.", show_default=False),
]
OnePolicy = Annotated[str | None, typer.Option("--policy", "-p", help="Policy; default: the scenario's baseline.")]
Jobs = Annotated[int | None, typer.Option(min=1, max=256, help="Threads; default: all cores.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout; everything else goes to stderr.")]
Policies = Annotated[
    list[str] | None, typer.Option("--policy", "-p", help="Policy to run; may be given several times. Default: all.")
]


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"offramp {version('offramp')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


@app.command("list")
def list_scenarios(as_json: AsJson = False) -> None:
    """List the bundled scenarios: name, title, start, policies."""
    from offramp.cli import listing

    raise typer.Exit(guarded(lambda: listing.show(as_json=as_json)))


@app.command()
def check(scenario: ScenarioName, as_json: AsJson = False) -> None:
    """Check a scenario file: every problem at once, with its line. Exit code 3 if there is one."""
    from offramp.cli import checking

    raise typer.Exit(guarded(lambda: checking.show(scenario, as_json=as_json)))


@app.command()
def new(
    out: Annotated[Path | None, typer.Argument(help="File to write; left out: print it. Never overwrites.")] = None,
    like: Annotated[str, typer.Option(help="Scenario whose war the new file starts from.")] = "ukraine-2024",
) -> None:
    """Write a short, commented scenario of one's own to start from."""
    from offramp.cli import starting

    raise typer.Exit(guarded(lambda: starting.show(out, like)))


@app.command()
def solve(
    scenario: ScenarioName,
    policy: OnePolicy = None,
    as_json: AsJson = False,
) -> None:
    """Solve one world, with central values, under one policy, in depth."""
    from offramp.cli import solving

    raise typer.Exit(guarded(lambda: solving.show(scenario, policy, as_json=as_json)))


@app.command()
def run(
    scenario: MaybeScenario = None,
    worlds: Annotated[int | None, typer.Option(min=1, max=1_000_000, help="Worlds drawn; default: 256.")] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of the draws; same seed, same bytes. Default: 1.")
    ] = None,
    policy: Policies = None,
    horizon: Annotated[
        int | None, typer.Option(min=1, max=600, help="Months reported; default: the scenario's.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Run folder; default: runs/SCENARIO-TIME.")] = None,
    jobs: Jobs = None,
    resume: Annotated[
        Path | None, typer.Option(metavar="RUN", help="Continue the run in this folder, which needs no SCENARIO.")
    ] = None,
    until_stable: Annotated[
        bool, typer.Option("--until-stable", help="Double the worlds until halves of them agree on every headline.")
    ] = False,
    within: Annotated[
        float, typer.Option(min=0.01, max=100, help="With --until-stable: points that halves may differ by.")
    ] = 2.0,
    max_worlds: Annotated[
        int, typer.Option(min=1, max=1_000_000, help="With --until-stable: worlds at which it stops.")
    ] = 8192,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Solve on this dask scheduler, or `local` worker processes.")
    ] = None,
    argument: Annotated[
        bool | None,
        typer.Option(
            "--argument/--no-argument",
            help="After the run, test the scenario's conclusions under every reading, and the obstacles. Default: yes.",
            show_default=False,
        ),
    ] = None,
    full: Annotated[
        bool,
        typer.Option("--full", help="Test the argument on all worlds, with Sobol' indices; several times as long."),
    ] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Solve many worlds, weigh them by the record of the war, report. All policies unless some are named."""
    from offramp.cli import running

    until = (within / 100, max_worlds) if until_stable else None
    options = running.Options(
        worlds,
        seed,
        policy,
        horizon,
        out,
        jobs,
        as_json,
        quiet,
        resume=resume,
        until=until,
        cluster=cluster,
        argument=argument,
        full=full,
    )
    raise typer.Exit(guarded(lambda: running.show(scenario, options)))


@app.command()
def score(
    scenario: MaybeScenario = None,
    every: Annotated[bool, typer.Option("--all", help="Every bundled scenario that says what happened.")] = False,
    worlds: Annotated[
        int | None,
        typer.Option(min=1, max=1_000_000, help="Worlds drawn for each war; default: as many as percentages need."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 1,
    policy: Annotated[
        str | None, typer.Option("--policy", "-p", help="Policy; default: the one nearest to what was done.")
    ] = None,
    jobs: Jobs = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Score the probability given to what happened, beside baselines. A handful of wars proves nothing."""
    from offramp.cli import scoring

    options = scoring.Options(worlds, seed, policy, jobs, as_json, quiet)
    raise typer.Exit(guarded(lambda: scoring.show(scenario, options, every=every)))


@app.command()
def status(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Run folder, also while the run is going on.")],
    as_json: AsJson = False,
) -> None:
    """Say where a run stands: worlds done, time spent and left. Also the effective sample size, and worlds that failed."""
    from offramp.cli import status as standing

    raise typer.Exit(guarded(lambda: standing.show(run, as_json=as_json)))


@app.command()
def serve(
    runs: Annotated[Path, typer.Option(help="Folder of run folders, as `offramp run` makes them.")] = Path("runs"),
    scenarios: Annotated[Path, typer.Option(help="Folder of your own scenario files.")] = Path("scenarios"),
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port on this machine; the next free one if it is taken; 0: any.")
    ] = 8765,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
) -> None:
    """Open the workbench in the browser: wars, what if, runs, play. Serves this machine only."""
    from offramp.cli import serving

    raise typer.Exit(guarded(lambda: serving.show(runs, scenarios, port, browser=browser)))


@app.command()
def play(
    scenario: ScenarioName,
    side: Annotated[
        str, typer.Option(help="Who you are: a side (a, b, its name), or a party that chooses the policy.")
    ] = "a",
    policy: OnePolicy = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of nature's rolls; the same seed, the same luck.")] = 1,
    months: Annotated[int, typer.Option(min=1, max=600, help="Months played, at most the scenario's.")] = 24,
    every: Annotated[int, typer.Option(min=1, max=120, help="Months between two decisions of a patron.")] = 6,
    hints: Annotated[bool, typer.Option("--hints", help="Show what the equilibrium would do.")] = False,
    choices: Annotated[
        str | None, typer.Option(help="Choices made beforehand, with commas between; nothing is asked.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Play one side, or a patron who chooses the policy. The other side does its best; a debriefing follows."""
    from offramp.cli import playing

    options = playing.Options(side, policy, seed, months, every, hints, choices, as_json)
    raise typer.Exit(guarded(lambda: playing.show(scenario, options)))


@app.command()
def export(
    scenario: ScenarioName,
    gambit: Annotated[
        Path, typer.Option(metavar="OUT.efg", help="File to write, in Gambit's extensive form. Never overwrites.")
    ],
    policy: OnePolicy = None,
    months: Annotated[
        int | None, typer.Option(min=1, max=24, help="Months of the game; default: as many as a tree can hold.")
    ] = None,
) -> None:
    """Write the game of a small war as a tree that other solvers read. With central values; exit code 3 if it is too large."""
    from offramp.cli import exporting

    options = exporting.Options(gambit, policy, months)
    raise typer.Exit(guarded(lambda: exporting.show(scenario, options)))


@app.command()
def graph(
    model: Annotated[
        str, typer.Argument(metavar="MODEL", help="Graph model (.yaml, .gmcr), or a scenario to derive one from.")
    ],
    policy: Annotated[
        str | None, typer.Option("--policy", "-p", help="With a scenario: the policy; default: its baseline.")
    ] = None,
    coalitions: Annotated[bool, typer.Option("--coalitions", help="Analyse every coalition of two and more.")] = False,
    coalition: Annotated[
        list[str] | None, typer.Option("--coalition", help="One coalition, as A+B; may be given several times.")
    ] = None,
    robustness: Annotated[
        int, typer.Option(min=0, max=100_000, help="Rankings sampled where preferences leave some open; 0: none.")
    ] = 0,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the sampling.")] = 1,
    write: Annotated[
        Path | None, typer.Option(help="Save as .yaml, .gmcr, .csv or .graphml. Never overwrites.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for a report with the graph drawn, and tables.")] = None,
    no_game: Annotated[
        bool, typer.Option("--no-game", help="With a scenario: do not solve the game beside it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Stability of a conflict by who prefers what, without numbers. The graph model for conflict resolution."""
    from offramp.cli import graphing

    options = graphing.Options(policy, coalitions, coalition or [], robustness, seed, write, out, not no_game, as_json)
    raise typer.Exit(guarded(lambda: graphing.show(model, options)))


def main() -> None:
    """Entry point of the `offramp` command."""
    if sys.stdout.encoding and sys.stdout.encoding.lower() not in ("utf-8", "utf8"):
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    app()


if __name__ == "__main__":
    main()
