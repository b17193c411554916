from datetime import date, datetime

from data.storage.city_measures import CityMeasureRow


def test_a_measure_is_stored_as_it_was_laid_down(sessions):
    with sessions.begin() as session:
        session.add(
            CityMeasureRow(
                city_code="140100", industry="焦化", grade="C", process="", level="orange",
                text="焦炉限产30%", source="市攻坚办〔2026〕1号", sample="", in_force_from=date(2026, 1, 1),
                recorded_at=datetime(2026, 1, 1, 9), recorded_by="甲",
            )
        )  # fmt: skip
    with sessions() as session:
        (row,) = session.query(CityMeasureRow).all()
        assert (row.industry, row.level, row.text) == ("焦化", "orange", "焦炉限产30%")
