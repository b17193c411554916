"""Which cities the program knows."""

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from data import reference
from data.storage.lists import ListVersionRow
from data.storage.observations import DailyRow, HourlyRow
from services import connection


def open_to(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the cities somebody may work on: those of his account, else all but the sample."""
    every = tuple(str(code) for code in reference.divisions()["code"])
    return codes or tuple(code for code in every if code != connection.DEMO_CITY)


class UnknownCityError(LookupError):
    """No such city; the text says what to do."""


def require_known(sessions: sessionmaker[Session], city_code: str) -> None:
    """Refuse a city that is neither in the reference table nor has any data of its own.

    Raises:
        UnknownCityError: The code is a slip of the pen, or the city has not been set up.
    """
    if (reference.divisions()["code"] == city_code).any():
        return
    with sessions() as session:
        for model in (ListVersionRow, HourlyRow, DailyRow):
            query = select(model.city_code).where(model.city_code == city_code).limit(1)
            if session.scalar(query) is not None:
                return
    raise UnknownCityError(
        f"没有代码为 {city_code} 的城市，请核对六位行政区划代码；新的城市请先导入观测或清单"
    )
