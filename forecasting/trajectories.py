"""Joint sample paths over the lead days, and what they say about the AQI of each day.

An alert asks for several bad days in a row, which daily chances cannot tell: whether errors of
successive days go together decides. The paths take each day's own distribution from the forecast
and the dependence between days, pollutants and cities from the ranks of past errors (a Gaussian
copula; compare the ensemble copula coupling of Schefzik et al. 2013, doi:10.1214/13-STS443).
"""

import numpy as np
import pandas as pd
from scipy.stats import norm

from air_quality.aqi import daily_aqi
from data.vocabulary import PRIMARY_ORDER
from forecasting.distribution import QUANTILE_COLUMNS, QUANTILES
from forecasting.knowledge import POLLUTANTS
from forecasting.weather import Array

AQI_LIMITS = (100, 150, 200, 300)
_MARGINS = ["city", "lead_days", "pollutant"]
_SHRINK = 0.1
_MIN_PAIRS = 60
_DECAY = 0.5  # correlation from one lead day to the next where the past is too short to tell
_WEIGHT_OF_TAIL = 1.0


def sample(
    quantiles: pd.DataFrame, error_ranks: pd.DataFrame, n: int = 500, seed: int = 0
) -> pd.DataFrame:
    """Draw joint paths whose margins are the forecast's own distributions.

    Args:
        quantiles: Forecast frame of one issue: ``city, lead_days, day, pollutant, p05 … p95``,
            µg/m³ (CO mg/m³).
        error_ranks: ``city, anchor, lead_days, pollutant, rank`` of past errors, ranks between
            0 and 1, as :meth:`forecasting.models.direct.DirectModel.error_ranks` gives them.
            Empty: neighbouring lead days of a pollutant are taken to go together moderately.
        n: Number of paths.
        seed: The same seed gives the same paths.

    Returns:
        ``path`` (0 … n-1), ``city, lead_days, day, pollutant, value``, sorted by these. Values
        between the given quantiles are interpolated on the square root, beyond them
        extrapolated, never below 0.
    """
    margins = quantiles.sort_values([*_MARGINS], ignore_index=True)
    keys = pd.MultiIndex.from_frame(margins[_MARGINS])
    correlation = _correlation(error_ranks, keys)
    generator = np.random.default_rng(seed)
    scores = generator.standard_normal((n, len(keys))) @ _root(correlation).T
    values = _values(margins[list(QUANTILE_COLUMNS)].to_numpy(dtype=float), scores)
    paths = margins.loc[np.tile(np.arange(len(margins)), n), [*_MARGINS, "day"]]
    paths.insert(0, "path", np.repeat(np.arange(n), len(margins)))
    # Paths are stored with four bytes a value: what follows must follow from the stored ones too.
    paths["value"] = values.ravel().astype(np.float32).astype(float)
    columns = ["path", "city", "lead_days", "day", "pollutant", "value"]
    return paths[columns].reset_index(drop=True)


def aqi_paths(paths: pd.DataFrame) -> pd.DataFrame:
    """Daily AQI along each path.

    Args:
        paths: As :func:`sample` gives them.

    Returns:
        ``path, city, lead_days, day, aqi, level, primary`` and the concentrations. A pollutant
        that is not forecast is missing here and counts as clean for the AQI, which then stands
        on the forecast ones.
    """
    index = ["path", "city", "lead_days", "day"]
    wide = paths.pivot(index=index, columns="pollutant", values="value").reset_index()
    wide.columns.name = None
    concentrations = wide.reindex(columns=list(POLLUTANTS))
    judged = daily_aqi(wide[index].join(concentrations.fillna(0.0)))
    return judged[[*index, "aqi", "level", "primary"]].join(concentrations)


def judged(concentrations: pd.DataFrame) -> pd.DataFrame:
    """Return every index of joint paths that something is decided on.

    Args:
        concentrations: ``city``, ``day`` and the pollutants of each path and day; a pollutant that
            is not forecast is missing and counts as clean.

    Returns:
        On the same index ``aqi`` (all pollutants, float), the columns of :func:`acted_on` and
        ``primary``.
    """
    whole = daily_aqi(_known(concentrations))
    indices = whole[["aqi"]].astype(float).join(acted_on(concentrations))
    return indices.assign(primary=whole["primary"])


def acted_on(concentrations: pd.DataFrame) -> pd.DataFrame:
    """Return ``aqi_pm`` (without O3) and ``aqi_pm25`` (without PM10 as well); see `judged`."""
    known = _known(concentrations)
    indices = pd.DataFrame(index=concentrations.index)
    for name, absent in (("aqi_pm", "o3_mda8"), ("aqi_pm25", "pm10")):
        known = known.assign(**{absent: 0.0})
        indices[name] = daily_aqi(known)["aqi"].astype(float)
    return indices


def _known(concentrations: pd.DataFrame) -> pd.DataFrame:
    pollutants = concentrations.reindex(columns=list(POLLUTANTS)).fillna(0.0)
    return concentrations[["city", "day"]].join(pollutants)


def outlook(paths: pd.DataFrame) -> pd.DataFrame:
    """Summarise the paths by city and day.

    Args:
        paths: As :func:`sample` or :func:`aqi_paths` gives them.

    Returns:
        ``city, lead_days, day``, quantiles ``aqi_p05 … aqi_p95`` (whole numbers rounded up),
        ``chance_above_100 _150 _200 _300`` (0 to 1, strictly above), ``primary`` (the pollutant
        most often primary; empty where most paths stay at 50 or below) and ``primary_chance``,
        the share of paths in which it is.
    """
    judged = paths if "aqi" in paths else aqi_paths(paths)
    rows = []
    for (city, lead, day), group in judged.groupby(["city", "lead_days", "day"], sort=True):
        values = group["aqi"].dropna().to_numpy(dtype=float)
        primary, chance = _most_likely(group["primary"])
        row: dict[str, object] = {"city": city, "lead_days": lead, "day": day}
        if len(values):
            levels = np.ceil(np.quantile(values, QUANTILES))
            row |= {f"aqi_{name}": v for name, v in zip(QUANTILE_COLUMNS, levels, strict=True)}
            row |= {f"chance_above_{x}": float((values > x).mean()) for x in AQI_LIMITS}
        rows.append(row | {"primary": primary, "primary_chance": chance})
    return pd.DataFrame(rows)


def _most_likely(primary: pd.Series) -> tuple[str, float]:
    """Pollutant most often among the primary ones; the standard's order decides ties."""
    counts = primary.fillna("").value_counts(normalize=True)
    shares = {"": float(counts.get("", 0.0))}
    for pollutant in PRIMARY_ORDER:
        named = [share for text, share in counts.items() if pollutant.label in str(text).split("+")]
        shares[pollutant.label] = float(sum(named))
    best = max(shares, key=lambda name: shares[name])
    return best, shares[best]


def _correlation(error_ranks: pd.DataFrame, keys: pd.MultiIndex) -> Array:
    """Correlation of the normal scores of past errors between the margins."""
    size = len(keys)
    guess = _guess(keys)
    if error_ranks.empty:
        return guess
    margin = keys.get_indexer(pd.MultiIndex.from_frame(error_ranks[_MARGINS]))
    anchor, anchors = pd.factorize(error_ranks["anchor"])
    asked = margin >= 0
    table = np.full((len(anchors), size), np.nan)
    table[anchor[asked], margin[asked]] = norm.ppf(error_ranks["rank"].to_numpy()[asked])
    known = np.isfinite(table)
    filled = np.nan_to_num(table)
    pairs = known.T.astype(float) @ known.astype(float)
    power = (filled**2).T @ known.astype(float)
    product = filled.T @ filled
    with np.errstate(invalid="ignore", divide="ignore"):
        found = product / np.sqrt(power * power.T)
    correlation = np.where((pairs >= _MIN_PAIRS) & np.isfinite(found), found, guess)
    shrunk: Array = (1 - _SHRINK) * correlation + _SHRINK * guess
    shrunk[np.diag_indices(size)] = 1
    return shrunk


def _guess(keys: pd.MultiIndex) -> Array:
    """Same city and pollutant: less alike the further apart in lead; all else independent."""
    frame = keys.to_frame(index=False)
    group = frame.groupby(["city", "pollutant"]).ngroup().to_numpy()
    lead = frame["lead_days"].to_numpy(dtype=float)
    same = group[:, None] == group[None, :]
    return np.where(same, _DECAY ** np.abs(lead[:, None] - lead[None, :]), 0.0)


def _root(correlation: Array) -> Array:
    """Square root of a correlation matrix; pairwise estimates may need mending first."""
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.clip(values, 1e-6, None))
    mended: Array = root / np.linalg.norm(root, axis=1, keepdims=True)
    return mended


def _values(quantiles: Array, scores: Array) -> Array:
    """Concentrations at normal scores, one column per margin."""
    known = norm.ppf(QUANTILES)
    roots = np.sqrt(np.clip(quantiles, 0, None))
    values = np.empty_like(scores)
    for column, points in enumerate(roots):
        score = scores[:, column]
        between = np.interp(score, known, points)
        below = (points[1] - points[0]) / (known[1] - known[0]) * _WEIGHT_OF_TAIL
        above = (points[-1] - points[-2]) / (known[-1] - known[-2]) * _WEIGHT_OF_TAIL
        between += np.where(score < known[0], (score - known[0]) * below, 0)
        between += np.where(score > known[-1], (score - known[-1]) * above, 0)
        values[:, column] = np.clip(between, 0, None) ** 2
    return values
