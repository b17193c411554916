"""What drives a forecast: contributions of groups of predictors, in µg/m³.

A group's predictors are set to their usual values, the mean of the record within 45 days of the same
time of year, and the stored fit says what it would have forecast then. What a group contributes
depends on the groups already at their present values; the Shapley value averages over all orders, so
the contributions add up exactly to the forecast less the forecast of usual conditions (Shapley 1953;
Lundberg and Lee 2017, arXiv:1705.07874). Seven groups need 128 forecasts of each lead day, all from
the stored fit.
"""

from itertools import product
from math import factorial

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import threadpool_limits

from forecasting.distribution import QUANTILE_COLUMNS
from forecasting.features import (
    calendar_features,
    has_weather,
    matrix,
    observed_features,
    weather_features,
)
from forecasting.knowledge import Knowledge
from forecasting.models.base import Model, anchor_lead
from forecasting.models.direct import DirectModel, LeadFit
from forecasting.places import Place, read_places
from forecasting.weather import Array

GROUPS = {
    "humidity": "湿度与降水",
    "wind": "风与扩散",
    "temperature": "温度与气压",
    "path": "积累与路径",
    "recent": "昨日与近几小时",
    "season": "季节与节假日",
    "others": "其他污染物",
}
"""Groups of predictors, in the order they are shown."""
CORRECTIONS = {"errors": "历史误差订正", "guidance": "模式预报"}
"""What past errors of the regression and the chemistry models add to the regression itself."""
COLUMNS = ("pollutant", "lead_days", "day", "group", "contribution", "normal", "forecast")
EXPLAINED = ("pm25", "o3_mda8")
_SEASON_DAYS = 45
_SAID = 4
_MIN_USUAL = 20
_PATH = ("path_", "day_before_", "two_days_before_", "day_after_", "observed_")
_SEASON = ("season", "saturday", "sunday", "weekend", "heating", "spring_festival", "holiday")
_HUMIDITY = ("rh", "dew", "rain", "humid", "precip", "cloud")
_WIND = (
    "ws",
    "u",
    "v",
    "gust",
    "wind",
    "still",
    "stagnation",
    "southerly",
    "blh",
    "mixing",
    "strong",
)
_TEMPERATURE = ("t", "p", "temperature", "pressure", "heat", "sunshine", "radiation")  # fmt: skip
_POLLUTANTS = ("pm25", "pm10", "so2", "no2", "co", "o3")
_WEATHER_PREFIXES = ("weather_", "change_", "lagged_")


def group_of(name: str, pollutant: str) -> str:
    """Return the group a predictor belongs to.

    Args:
        name: Name of the predictor.
        pollutant: Which is forecast: its own past is one group, that of the others another.

    >>> group_of("weather_rh_mean", "pm25"), group_of("pm25_last6h", "pm25")
    ('humidity', 'recent')
    >>> group_of("city_pm25_0", "o3_mda8"), group_of("path_ws_mean", "pm25")
    ('others', 'path')
    """
    if name.startswith(_SEASON):
        return "season"
    own = pollutant.split("_", maxsplit=1)[0]
    plain = name.removeprefix("city_").removeprefix("neighbour_")
    if (first := plain.split("_", maxsplit=1)[0]) in _POLLUTANTS:
        return "recent" if first == own else "others"
    if name.startswith(_PATH):
        return "path"
    for prefix in _WEATHER_PREFIXES:
        name = name.removeprefix(prefix)
    parts = name.split("_")
    if name.startswith("humid_southerly") or set(parts) & set(_WIND):
        return "wind"
    if set(parts) & set(_HUMIDITY):
        return "humidity"
    return "temperature" if set(parts) & set(_TEMPERATURE) else "path"


def explain(model: Model, now: Knowledge, city: str, quantiles: pd.DataFrame) -> pd.DataFrame:
    """Say what drives the forecast of a city.

    Args:
        model: The fit the forecast was made with.
        now: What is known at issue; its record tells what is usual.
        city: The city.
        quantiles: Its forecast; the medians are what is explained.

    Returns:
        One row per pollutant (PM2.5, O3), lead day and group: ``contribution`` µg/m³ (those of a
        day add up to ``forecast`` less ``normal``), ``normal`` (the forecast of usual conditions of
        the season) and ``forecast`` (the median). The groups :data:`CORRECTIONS` are what past errors
        and chemistry models add. Days the fit has no regression for, or without twenty days of the
        season in the record, have no rows; models other than direct ones give none at all.
    """
    if not isinstance(model, DirectModel):
        return pd.DataFrame(columns=list(COLUMNS))
    with threadpool_limits(limits=1):
        return _explained(model, now, city, quantiles)


def sentence(rows: pd.DataFrame, least: float = 1.0) -> str:
    """Say the contributions of one day in words, the largest first.

    Args:
        rows: Rows of one pollutant and day, as :func:`explain` gives them.
        least: Contributions smaller than this, µg/m³, are left out; beyond the four largest only
            their sum is said.

    >>> rows = pd.DataFrame({"group": ["wind", "recent"], "contribution": [22.4, -15.0],
    ...                      "normal": 60.0, "forecast": 67.4})
    >>> sentence(rows)
    '比同期常态（60）高 7：风与扩散 +22，昨日与近几小时 −15'
    """
    if rows.empty:
        return ""
    normal, forecast = (float(rows[name].iloc[0]) for name in ("normal", "forecast"))
    difference = round(forecast) - round(normal)
    side = f"高 {difference}" if difference > 0 else f"低 {-difference}"
    said = f"比同期常态（{normal:.0f}）{side}" if difference else f"与同期常态（{normal:.0f}）相当"
    large = rows[rows["contribution"].abs() >= least]
    order = large["contribution"].abs().sort_values(ascending=False).index
    parts = [
        f"{label_of(group)} {'+' if value > 0 else '−'}{abs(value):.0f}"
        for group, value in large.loc[order, ["group", "contribution"]].itertuples(index=False)
    ]
    if len(parts) > _SAID:
        others = large.loc[order[_SAID:], "contribution"].sum()
        parts = [*parts[:_SAID], f"其余合计 {'+' if others > 0 else '−'}{abs(others):.0f}"]
    return f"{said}：{'，'.join(parts)}" if parts else said


def label_of(group: str) -> str:
    """Name of a group on screen."""
    return GROUPS.get(group) or CORRECTIONS[group]


def _explained(
    model: DirectModel, now: Knowledge, city: str, quantiles: pd.DataFrame
) -> pd.DataFrame:
    place, observed, archive = _record(model, now, city)
    rows: list[dict[str, object]] = []
    forecasts = quantiles[(quantiles["city"] == city).to_numpy()]
    for number in sorted(forecasts["lead_days"].unique()):
        lead, told = int(number), forecasts[forecasts["lead_days"] == number]
        day, medians = told["day"].iloc[0], told.set_index("pollutant")["p50"]
        ahead = anchor_lead(now, lead)
        weather = weather_features(place, archive, ahead)
        season = calendar_features(place.days, ahead)
        features = {**observed, **weather, **season}
        newest = {name: values[-1:] for name, values in weather.items()}
        known = bool(weather) and bool(has_weather(newest).any())
        usual = _same_season(place.days, ahead)
        for pollutant in EXPLAINED:
            fit = model.fits.get((pollutant, ahead, known))
            if fit is None or city not in fit.errors or pollutant not in medians:
                continue
            if usual.sum() < _MIN_USUAL:
                continue
            x = matrix(features, fit.names)
            forecast = float(medians.to_dict()[pollutant])
            parts, normal = _contributions(fit, city, x, usual, pollutant)
            level = normal + sum(parts.values())
            described = fit.errors[city].describe(float(np.sqrt(level)))
            own = float(described.quantiles[QUANTILE_COLUMNS.index("p50")])
            parts |= {"errors": own - level, "guidance": forecast - own}
            rows += [
                dict(
                    zip(
                        COLUMNS, (pollutant, lead, day, group, value, normal, forecast), strict=True
                    )
                )
                for group, value in parts.items()
            ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _record(
    model: DirectModel, now: Knowledge, city: str
) -> tuple[Place, dict[str, Array], dict[int, Array]]:
    """The whole record of a city and its predictors, as the model sees them."""
    parent = now.parents.get(city, city)
    names = [city] if parent == city else [city, parent]
    place, *whole = read_places(now, names, variables=model.variables)
    archive: dict[int, Array] = {}
    if parent in model.guidance and place.archive:
        archive = model.guidance[parent].apply(place)
    return place, observed_features(place, whole[0] if whole else None).values, archive


def _same_season(days: pd.DatetimeIndex, ahead: int) -> npt.NDArray[np.bool_]:
    """Days of the record whose target lies near the season of the newest target."""
    target = days + pd.Timedelta(days=ahead)
    apart = np.abs(target.day_of_year.to_numpy() - target[-1].day_of_year)
    near: npt.NDArray[np.bool_] = np.minimum(apart, 365 - apart) <= _SEASON_DAYS
    near[-1] = False
    return near


def _contributions(
    fit: LeadFit, city: str, x: Array, usual: npt.NDArray[np.bool_], pollutant: str
) -> tuple[dict[str, float], float]:
    """Shapley value of each group, µg/m³, and the forecast of usual conditions."""
    present, past = x[-1], x[usual]
    known = np.isfinite(past)
    mean = np.where(known, past, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    # What nobody knows now cannot drive anything; what was never known before has no usual value.
    mean = np.where(np.isfinite(present), mean, np.nan)
    mean = np.where(known.any(axis=0), mean, present)
    groups = list(GROUPS)
    member = np.array([groups.index(group_of(name, pollutant)) for name in fit.names])
    taken = np.array(list(product((False, True), repeat=len(groups))))
    rows = np.where(taken[:, member], present, mean)
    roots = sum(
        w * each.predict(city, rows) for w, each in zip(fit.weights, fit.learners, strict=True)
    )
    worth = np.clip(roots, 0, fit.highest) ** 2
    return dict(zip(groups, _shapley(taken, worth), strict=True)), float(worth[0])


def _shapley(taken: npt.NDArray[np.bool_], worth: Array) -> list[float]:
    """Shapley values from the worth of every coalition, coalitions in binary order."""
    count = taken.shape[1]
    size = taken.sum(axis=1)
    share = np.array([factorial(s) * factorial(count - s - 1) for s in range(count)])
    values = []
    for player in range(count):
        without = np.flatnonzero(~taken[:, player])
        gain = worth[without + 2 ** (count - 1 - player)] - worth[without]
        values.append(float((share[size[without]] * gain).sum() / factorial(count)))
    return values
