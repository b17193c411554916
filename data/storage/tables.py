"""Every table in one place, so that migrations and checks see them all."""

from data.storage import (
    accounts,
    alerts,
    evidence,
    fits,
    forecasts,
    guidance,
    lists,
    observations,
    orders,
    revisions,
)
from data.storage.base import Base

MODULES = (
    accounts,
    alerts,
    evidence,
    fits,
    forecasts,
    guidance,
    lists,
    observations,
    orders,
    revisions,
)
metadata = Base.metadata
