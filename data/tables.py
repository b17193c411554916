"""The shape of every table people hand us: one declaration per column, see ``data.columns``."""

from data.list_columns.city_totals import CITY_TOTALS
from data.list_columns.enterprises import ENTERPRISES
from data.list_columns.lines import LINES
from data.list_columns.other_sources import OTHER_SOURCES
from data.list_columns.words import YES_NO

EMISSION_LIST = (ENTERPRISES, LINES, CITY_TOTALS, OTHER_SOURCES)

__all__ = ["CITY_TOTALS", "EMISSION_LIST", "ENTERPRISES", "LINES", "OTHER_SOURCES", "YES_NO"]
