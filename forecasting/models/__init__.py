"""Forecast models behind one small protocol; ``create`` knows them by name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from forecasting.knowledge import POLLUTANTS
from forecasting.models.base import DEFAULT_LEAD_DAYS, Model
from forecasting.models.blend import Blend
from forecasting.models.boosting import Boosting
from forecasting.models.persistence import Persistence
from forecasting.models.ridge import Ridge
from forecasting.models.sarimax import Sarimax
from forecasting.models.seasonal import Climatology

MODELS: Mapping[str, Callable[[tuple[str, ...], int], Model]] = MappingProxyType(
    {
        "blend": Blend,
        "boosting": Boosting,
        "ridge": Ridge,
        "sarimax": Sarimax,
        "climatology": Climatology,
        "persistence": Persistence,
    }
)
"""Name to maker, the model in service first."""


def create(
    name: str,
    pollutants: tuple[str, ...] = POLLUTANTS,
    lead_days: int = DEFAULT_LEAD_DAYS,
) -> Model:
    """Return an unfitted model.

    Args:
        name: A key of :data:`MODELS`.
        pollutants: Which to forecast.
        lead_days: Furthest lead day it will be asked for.

    Raises:
        ValueError: The name is unknown; the text (Chinese) lists the known ones.
    """
    if name not in MODELS:
        raise ValueError(f"没有名为 {name} 的预报模型；可选：{'、'.join(MODELS)}")
    return MODELS[name](pollutants, lead_days)
