"""Forecasts of daily concentrations: what is known, models, doubt, joint paths, verification."""

from forecasting.issuing import Forecast, Inputs, fit, forecast
from forecasting.knowledge import History, Knowledge

__all__ = ["Forecast", "History", "Inputs", "Knowledge", "fit", "forecast"]
