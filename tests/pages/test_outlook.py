import pytest

from data.vocabulary import PRIMARY_ORDER

pytestmark = pytest.mark.xdist_group("sample")


@pytest.mark.parametrize("pollutant", PRIMARY_ORDER)
def test_each_pollutant_has_its_range_by_day(open_page, pollutant):
    app = open_page("outlook")
    app.segmented_control(key="pollutant").set_value(pollutant).run()
    assert not app.exception
    shown = app.dataframe[0].value
    assert len(shown) >= 7
    low, middle, high = (shown[f"{name}({pollutant.unit})"] for name in ("5%", "中位", "95%"))
    assert (low <= middle).all()
    assert (middle <= high).all()
