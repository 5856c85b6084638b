"""Errors into messages and exit codes; where output goes.

Exit codes: 0 ok, 1 internal error, 2 usage (an unknown name), 3 invalid scenario (or one too large for what is asked),
4 partial (some worlds failed), 130 interrupted with a readable run folder, 141 whoever read what is printed had enough
of it (`offramp run ... | head -1`): the command ends without a word, as others do, and a run keeps its folder.
"""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from offramp.errors import ExportError, OfframpError, RulesError, RunFolderError, ScenarioError, UnknownNameError

OK, INTERNAL, USAGE, INVALID, PARTIAL, INTERRUPTED, UNHEARD = 0, 1, 2, 3, 4, 130, 141

_CODES: tuple[tuple[type[OfframpError], int], ...] = (
    (ScenarioError, INVALID),
    (RulesError, INVALID),
    (ExportError, INVALID),
    (UnknownNameError, USAGE),
    (RunFolderError, USAGE),
)


def say(text: str) -> None:
    """A line for a human, on stderr."""
    print(text, file=sys.stderr, flush=True)


def write_new(path: Path, text: str) -> None:
    """Write a new file; an existing one is left alone. Raises RunFolderError."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise RunFolderError(f"{path} exists already; nothing was written") from None
    except OSError as error:
        raise RunFolderError(f"cannot write {path}: {error.strerror}") from None


def guarded(work: Callable[[], Any]) -> int:
    """Run `work`; what it returns is the exit code (None: 0). A mistake of the user's becomes a message.

    Never a traceback.
    """
    try:
        code = int(work() or OK)
        sys.stdout.flush()  # here, where a reader who has gone is met
    except ScenarioError as error:
        count = len(error.problems)
        say(f"{count} problem{'s' if count != 1 else ''} in the scenario:")
        for number, problem in enumerate(error.problems, 1):
            say(f"{number:3d}. {problem}")
        return INVALID
    except OfframpError as error:
        say(f"offramp: {error}")
        return next((code for kind, code in _CODES if isinstance(error, kind)), USAGE)
    except BrokenPipeError:
        return _unheard()
    except SystemExit as error:  # tables are printed by a library that ends the program itself
        if isinstance(error.__context__, BrokenPipeError):
            return _unheard()
        raise
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - whatever it is, the user gets a message
        say(
            f"offramp: internal error ({type(error).__name__}: {error}); this is a fault of offramp's, not of the scenario"
        )
        say(f"Details for a report of the fault: {_keep_details()}")
        return INTERNAL
    return code


def _unheard() -> int:
    """Nobody reads on: what is still to be printed goes nowhere, so that the interpreter does not complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return UNHEARD


def _keep_details() -> Path:
    """Write how the present error came about to a file of its own."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="offramp-error-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        traceback.print_exc(file=file)
    return Path(file.name)
