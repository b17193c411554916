"""Every table in one place, so that migrations and checks see them all."""

from data.storage import (
    accounts,
    alert_life,
    alerts,
    city_measures,
    evidence,
    fits,
    forecasts,
    grades,
    guidance,
    lists,
    observations,
    orders,
    profiles,
    regimes,
    revisions,
)
from data.storage.base import Base

MODULES = (
    accounts,
    alert_life,
    alerts,
    city_measures,
    evidence,
    fits,
    forecasts,
    grades,
    guidance,
    lists,
    observations,
    orders,
    profiles,
    regimes,
    revisions,
)
metadata = Base.metadata
