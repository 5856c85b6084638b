"""Where the scenario tests keep their files."""

from pathlib import Path

DATA = Path(__file__).parent / "data"
EVERY = DATA / "every-feature.yaml"
SHORTEST = DATA / "shortest.yaml"
