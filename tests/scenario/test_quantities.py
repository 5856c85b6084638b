"""Distributions against scipy, and numbers there and back again."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from offramp.scenario.numbers import to_raw
from offramp.scenario.parsing import parse_number
from offramp.scenario.quantities import (
    Beta,
    Discrete,
    Distribution,
    LogNormal,
    LogUniform,
    Pert,
    Triangular,
    TruncNorm,
    Uniform,
    YesNo,
)

U = np.array([1e-6, 0.01, 0.05, 0.3, 0.5, 0.77, 0.95, 0.999])
AGAINST_SCIPY: list[tuple[Distribution, Any]] = [
    (Uniform(-1, 3), stats.uniform(-1, 4)),
    (LogUniform(0.01, 5), stats.loguniform(0.01, 5)),
    (Triangular(1, 2, 5), stats.triang(0.25, 1, 4)),
    (Triangular(1, 1, 5), stats.triang(0, 1, 4)),
    (Pert(0, 1, 4), stats.beta(2, 4, 0, 4)),
    (Beta(2, 3, -1, 1), stats.beta(2, 3, -1, 2)),
    (TruncNorm(0, 1, -0.5, 2), stats.truncnorm(-0.5, 2)),
    (TruncNorm(0, 1, 5, 7), stats.truncnorm(5, 7)),
    (TruncNorm(0, 1, -7, -5), stats.truncnorm(-7, -5)),
    (LogNormal(2, 1.5), stats.lognorm(np.log(1.5), scale=2)),
]


@pytest.mark.parametrize(("ours", "theirs"), AGAINST_SCIPY)
def test_inverse_cdf_agrees_with_scipy(ours: Distribution, theirs: Any) -> None:
    # 1e-7: scipy's own truncnorm keeps about that many digits in the tail
    np.testing.assert_allclose(ours.ppf(U), theirs.ppf(U), rtol=1e-7, atol=1e-9)
    assert ours.centre() == pytest.approx(theirs.median(), rel=1e-7)
    assert ours.span() == pytest.approx(tuple(theirs.ppf([0.05, 0.95])), rel=1e-7)
    assert ours.bounds() == pytest.approx(theirs.support())


@pytest.mark.parametrize("ours", [pair[0] for pair in AGAINST_SCIPY])
def test_a_float_gives_what_an_array_gives(ours: Distribution) -> None:
    assert [float(ours.ppf(float(u))) for u in U] == pytest.approx(ours.ppf(U).tolist())


def test_discrete_values_come_with_their_chances() -> None:
    drawn = Discrete((0.2, 0.7, 1.0), (0.5, 0.25, 0.25))
    assert drawn.ppf(np.array([0.0, 0.5, 0.51, 0.75, 0.76, 1.0])).tolist() == [0.2, 0.2, 0.7, 0.7, 1.0, 1.0]
    shares = [np.mean(drawn.ppf((np.arange(1000) + 0.5) / 1000) == value) for value in drawn.values]
    assert shares == pytest.approx([0.5, 0.25, 0.25])


def test_yes_for_low_draws_so_that_a_higher_chance_never_turns_yes_into_no() -> None:
    u = np.linspace(0.01, 0.99, 99)
    assert np.all(YesNo(0.6).ppf(u) >= YesNo(0.3).ppf(u))
    assert YesNo(0.3).ppf(u).mean() == pytest.approx(0.3, abs=0.01)
    assert (YesNo(0.5).centre(), YesNo(0.49).centre()) == (1, 0)


real = st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 6))
positive = st.floats(1e-3, 1e6)
ordered = st.lists(real, min_size=3, max_size=3, unique=True).map(sorted)
distributions = st.one_of(
    ordered.map(lambda ends: {"uniform": ends[:2]}),
    ordered.map(lambda ends: {"triangular": ends}),
    ordered.map(lambda ends: {"pert": ends}),
    st.lists(positive, min_size=2, max_size=2, unique=True).map(lambda ends: {"loguniform": sorted(ends)}),
    st.builds(lambda a, b: {"beta": {"a": a, "b": b}}, positive, positive),
    st.builds(lambda m, s: {"lognormal": {"median": m, "spread": s}}, positive, st.floats(1.01, 50)),
    st.lists(real, min_size=1, max_size=5).map(lambda values: {"choice": values}),
    ordered.map(
        lambda values: {"discrete": [{"value": v, "chance": c} for v, c in zip(values, (0.5, 0.2, 0.3), strict=True)]}
    ),
    ordered.map(lambda e: {"truncnorm": {"mean": e[1], "sd": e[2] - e[0], "low": e[0], "high": e[2]}}),
)
text = st.text(st.characters(categories=["L", "Zs"]), max_size=20)
about = st.fixed_dictionaries(
    {},
    optional={
        "label": text,
        "unit": text,
        "rests_on": st.fixed_dictionaries({"basis": st.sampled_from(["read", "recalled"])}, optional={"note": text}),
    },
)
names = st.sampled_from(["x", "us-aid", "battlefield.theta"])
uses = st.builds(lambda name, times: {"use": name, "times": times}, names, real | names)
undated = real | uses | st.builds(lambda drawn, words: {**drawn, **words}, distributions, about)
months = st.dictionaries(st.integers(-100, 100).map(str), undated, min_size=1, max_size=5)
numbers = undated | st.builds(
    lambda kind, at, words: {kind: at, **words}, st.sampled_from(["steps", "lines"]), months, about
)


@given(numbers)
def test_a_number_survives_being_written_and_read_again(raw: Any) -> None:
    number = parse_number(raw)
    assert parse_number(to_raw(number)) == number


@given(distributions, st.floats(1e-9, 1 - 1e-9), st.floats(1e-9, 1 - 1e-9))
def test_draws_stay_within_bounds_and_rise_with_u(raw: Any, u: float, v: float) -> None:
    number = parse_number(raw)
    drawn = number.distribution
    low, high = drawn.bounds()
    first, second = float(drawn.ppf(min(u, v))), float(drawn.ppf(max(u, v)))
    slack = 1e-9 * max(abs(first), abs(second), 1)
    assert low - slack <= first <= second + slack <= high + 2 * slack
