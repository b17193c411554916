import numpy as np
import pandas as pd
import pytest

from forecasting.distribution import QUANTILE_COLUMNS
from forecasting.knowledge import POLLUTANTS
from forecasting.trajectories import aqi_paths, outlook, sample

MIDDLE = {"pm25": 120.0, "pm10": 160.0, "so2": 10.0, "no2": 50.0, "co": 1.2, "o3_mda8": 60.0}
SPREAD = np.array([0.4, 0.5, 0.75, 1.0, 1.3, 1.6, 1.9])


def quantiles(pollutants=POLLUTANTS, leads=(1, 2, 3)) -> pd.DataFrame:
    rows = [
        {
            "city": "甲市",
            "lead_days": lead,
            "day": pd.Timestamp("2026-11-22") + pd.Timedelta(lead, "D"),
        }
        | {"pollutant": name}
        | dict(zip(QUANTILE_COLUMNS, MIDDLE[name] * SPREAD, strict=True))
        for lead in leads
        for name in pollutants
    ]
    return pd.DataFrame(rows)


def ranks(correlation: float, days: int = 600) -> pd.DataFrame:
    generator = np.random.default_rng(3)
    scores = generator.multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], days)
    from scipy.stats import norm

    anchors = pd.date_range("2024-01-01", periods=days, freq="D")
    parts = [
        pd.DataFrame({"anchor": anchors, "rank": norm.cdf(scores[:, i])}).assign(
            city="甲市", lead_days=i + 1, pollutant="pm25"
        )
        for i in range(2)
    ]
    return pd.concat(parts)


def test_the_same_seed_gives_the_same_paths():
    one, other = (sample(quantiles(), pd.DataFrame(), 50, seed=7) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)
    assert not one.equals(sample(quantiles(), pd.DataFrame(), 50, seed=8))


def test_the_margins_of_the_paths_are_those_of_the_forecast():
    paths = sample(quantiles(), pd.DataFrame(), 4000, seed=1)
    drawn = paths[(paths["pollutant"] == "pm25") & (paths["lead_days"] == 2)]["value"]
    found = np.quantile(drawn, [0.05, 0.25, 0.5, 0.75, 0.95])
    np.testing.assert_allclose(found, 120 * SPREAD[[0, 2, 3, 4, 6]], rtol=0.08)
    assert (paths["value"] >= 0).all()


@pytest.mark.parametrize("correlation", [0.0, 0.8])
def test_days_go_together_as_past_errors_did(correlation):
    paths = sample(quantiles(("pm25",), (1, 2)), ranks(correlation), 3000, seed=1)
    wide = paths.pivot(index="path", columns="lead_days", values="value")
    assert wide[1].corr(wide[2], method="spearman") == pytest.approx(0.9 * correlation, abs=0.12)


def test_two_bad_days_in_a_row_are_likelier_when_errors_last():
    def both(correlation):
        paths = sample(quantiles(("pm25",), (1, 2)), ranks(correlation), 3000, seed=1)
        wide = paths.pivot(index="path", columns="lead_days", values="value")
        return ((wide > 150).all(axis=1)).mean()

    assert both(0.8) > 1.3 * both(0.0)


def test_the_outlook_gives_chances_that_fall_and_a_primary_pollutant():
    found = outlook(sample(quantiles(), pd.DataFrame(), 400, seed=1))
    chances = found[[f"chance_above_{x}" for x in (100, 150, 200, 300)]].to_numpy()
    assert (np.diff(chances, axis=1) <= 0).all()
    assert found["lead_days"].tolist() == [1, 2, 3]
    assert set(found["primary"]) == {"PM2.5"}
    assert (found["aqi_p05"] <= found["aqi_p95"]).all()


def test_pollutants_without_a_forecast_do_not_hide_the_aqi():
    judged = aqi_paths(sample(quantiles(("pm25",)), pd.DataFrame(), 200, seed=1))
    assert judged["aqi"].notna().all()
    assert judged["no2"].isna().all()
