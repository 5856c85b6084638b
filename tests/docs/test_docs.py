"""The documents keep what they say: references are fresh, links lead somewhere, the README's commands exist."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from offramp.cli import reference as commands
from offramp.scenario import reference as scenario_file

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def test_the_command_reference_is_what_the_commands_say() -> None:
    assert commands.FILE.read_text(encoding="utf-8") == commands.text()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_readme_has_the_two_commands_and_the_makefile_knows_them() -> None:
    readme, makefile = (ROOT / "README.md").read_text(), (ROOT / "Makefile").read_text()
    for target in re.findall(r"^make (\w+)", readme, flags=re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target
    assert {"demo", "test"} <= set(re.findall(r"^make (\w+)", readme, flags=re.MULTILINE))
    assert "make test" in (ROOT / ".ci" / "run").read_text()


def test_every_offramp_command_of_the_readme_is_one(tmp_path: Path) -> None:
    """Each is asked for its help with the options given, which fails for a command or option that does not exist."""
    lines = re.findall(r"^\.venv/bin/offramp (.+?)(?:\s+#.*)?$", (ROOT / "README.md").read_text(), flags=re.MULTILINE)
    assert lines
    for line in lines:
        words = [sys.executable, "-m", "offramp.cli.main", *shlex.split(line), "--help"]
        done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 0, line


def test_the_readme_python_example_uses_names_that_exist() -> None:
    import offramp

    used = set(
        re.findall(
            r"offramp\.(\w+)",
            "\n".join(re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)),
        )
    )
    assert used
    assert all(hasattr(offramp, name) for name in used)


def test_the_scenario_reference_is_generated_from_the_schema() -> None:
    assert (ROOT / "docs" / "reference" / "scenario-file.md").exists()
    assert scenario_file is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_names_a_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"/(root|home|work|tmp)/", text)
