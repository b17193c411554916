import numpy as np
import pytest

from forecasting.distribution import PastErrors
from forecasting.error_ranks import past_ranks, similar_ranks
from forecasting.issuing import fit
from forecasting.knowledge import DAY, issue_moment


def errors(count, seed=1):
    generator = np.random.default_rng(seed)
    forecast = generator.gamma(9, 1, count)
    error = generator.normal(0, 0.2 * forecast)
    return PastErrors(forecast, error, np.arange(count, dtype=float))


@pytest.mark.parametrize("count", [2, 5, 90, 700])
def test_the_ranks_are_those_of_the_distribution(count):
    past = errors(count)
    np.testing.assert_allclose(similar_ranks(past), past.ranks(), atol=0.02)


def test_ranks_are_spread_evenly_at_every_level():
    past = errors(900)
    ranks = similar_ranks(past)
    high = past.forecast > np.quantile(past.forecast, 0.8)
    for part in (ranks[high], ranks[~high]):
        assert part.mean() == pytest.approx(0.5, abs=0.05)
        assert part.std() == pytest.approx(12**-0.5, abs=0.04)


def test_one_error_none_and_equal_levels():
    assert similar_ranks(errors(0)).size == 0
    assert similar_ranks(errors(1)).tolist() == [0.5]
    same = PastErrors(np.full(4, 5.0), np.array([3.0, 1.0, 2.0, 4.0]), np.zeros(4))
    assert similar_ranks(same).tolist() == pytest.approx([0.625, 0.125, 0.375, 0.875])


def test_a_fit_tells_the_ranks_of_all_its_lead_days(history):
    issue = issue_moment(history.daily["day"].min() + 300 * DAY, 8)
    model = fit(history, issue, "ridge", 2)
    found = past_ranks(model)
    assert list(found) == ["city", "anchor", "lead_days", "pollutant", "rank"]
    keys = ["city", "anchor", "lead_days", "pollutant"]
    both = found.merge(model.error_ranks(), on=keys, how="outer", suffixes=("", "_slow"))
    assert both.notna().all(axis=None)
    assert (both["rank"] - both["rank_slow"]).abs().max() < 0.03


def test_a_fit_without_errors_has_no_ranks(history):
    issue = issue_moment(history.daily["day"].min() + 30 * DAY, 8)
    assert past_ranks(fit(history, issue, "ridge", 1)).empty
