"""A made-up city with weather that decides its air, small enough to fit in a second."""

import numpy as np
import pandas as pd
import pytest

from air_quality.averaging import daily_concentrations
from forecasting.knowledge import DAY, History

START = pd.Timestamp(2023, 1, 1)
CITY, STATION = "甲市", "甲市一站"


def made_up_history(days: int = 400, seed: int = 1, *, hours: bool = True) -> History:
    """PM2.5 high in still, humid air of winter; O3 high in summer heat; both last overnight."""
    generator = np.random.default_rng(seed)
    day = pd.date_range(START, periods=days, freq="D")
    season = np.cos(2 * np.pi * (day.day_of_year.to_numpy() - 15) / 365.25)
    weather = pd.DataFrame({"city": CITY, "day": day})
    weather["rh_mean"] = (55 + 20 * _lasting(generator, days)).clip(10, 100)
    weather["ws_mean"] = (2 + 0.8 * _lasting(generator, days)).clip(0.2)
    weather["t_mean"] = 12 - 14 * season + 2 * _lasting(generator, days)
    weather["rain_mm"] = (generator.normal(-2, 3, days)).clip(0)
    weather["u_mean"] = generator.normal(0, 1, days)
    weather["v_mean"] = generator.normal(0, 1, days)
    level = 6 + 2 * season + 1.5 * (weather["rh_mean"] / 20 - 2.7) - 1.2 * (weather["ws_mean"] - 2)
    pm25 = (level + generator.normal(0, 0.8, days)).clip(1).to_numpy() ** 2
    o3 = (90 - 55 * season + generator.normal(0, 15, days)).clip(5)
    clean = {"pm10": pm25 * 1.5, "so2": pm25 / 8, "no2": pm25 / 2 + 10, "co": pm25 / 80}
    daily = pd.DataFrame({"city": CITY, "day": day, "pm25": pm25, "o3_mda8": o3, **clean})
    archive = [_forecast(weather, lead, generator) for lead in range(1, 8)]
    hourly = _hourly(daily, generator) if hours else None
    return History(
        daily=daily if hourly is None else daily_concentrations(hourly),
        hourly=hourly,
        weather=weather,
        forecast_weather=pd.concat(archive, ignore_index=True),
        parents={STATION: CITY} if hours else {},
    )


def _lasting(generator: np.random.Generator, days: int) -> np.ndarray:
    values = generator.normal(0, 1, days)
    for i in range(1, days):
        values[i] = 0.6 * values[i - 1] + 0.8 * values[i]
    return values


def _forecast(weather: pd.DataFrame, lead: int, generator: np.random.Generator) -> pd.DataFrame:
    issued = weather.assign(issue_day=weather["day"] - lead * DAY, lead_days=lead)
    for name in ("rh_mean", "ws_mean", "t_mean", "u_mean", "v_mean"):
        spread = 0.1 * lead * weather[name].std()
        issued[name] = issued[name] + generator.normal(0, spread, len(issued))
    return issued[issued["issue_day"] >= START].drop(columns="day")


def _hourly(daily: pd.DataFrame, generator: np.random.Generator) -> pd.DataFrame:
    size = 24 * len(daily)
    frame = pd.DataFrame({"hour": START + pd.to_timedelta(np.arange(1, size + 1), unit="h")})
    for name in ("pm25", "pm10", "so2", "no2", "co"):
        noise = generator.uniform(0.8, 1.2, size)
        frame[name] = np.repeat(daily[name].to_numpy(), 24) * noise
    shape = np.clip(np.sin((np.arange(size) % 24 - 6) / 12 * np.pi), 0.1, 1)
    frame["o3"] = np.repeat(daily["o3_mda8"].to_numpy(), 24) * shape
    station = frame.assign(place=STATION, pm25=frame["pm25"] * 1.1)
    return pd.concat([frame.assign(place=CITY), station], ignore_index=True)


@pytest.fixture(scope="session")
def history() -> History:
    return made_up_history()


@pytest.fixture(scope="session")
def daily_history() -> History:
    return made_up_history(hours=False)
