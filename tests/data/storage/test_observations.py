from data.sources.reading import DAILY_COLUMNS, DAILY_WEATHER, HOURLY_COLUMNS, HOURLY_WEATHER
from data.storage.observations import HOURLY_VALUES, WEATHER_VARIABLES, DailyRow


def test_everything_the_readers_give_has_a_column():
    assert set(HOURLY_VALUES) == {*HOURLY_COLUMNS, *HOURLY_WEATHER}
    assert set(WEATHER_VARIABLES) == set(DAILY_WEATHER)
    assert set(DAILY_COLUMNS) <= {column.name for column in DailyRow.__table__.columns}
