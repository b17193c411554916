import pandas as pd

from commands.forecasting_base import DEFAULT_MODEL, ModelName, print_record, progress, rows
from forecasting.models import MODELS


def test_every_model_can_be_asked_for_and_the_first_is_the_default():
    assert [each.value for each in ModelName] == list(MODELS)
    assert next(iter(MODELS)) == DEFAULT_MODEL


def test_rows_are_plain_with_days_as_text_and_missing_as_null():
    frame = pd.DataFrame(
        {"day": pd.to_datetime(["2026-11-22", None]), "pm25": [80.5, None], "name": ["甲", None]}
    )
    assert rows(frame) == [
        {"day": "2026-11-22", "pm25": 80.5, "name": "甲"},
        {"day": None, "pm25": None, "name": None},
    ]


def test_one_json_object_goes_to_stdout_in_chinese_and_progress_stays_out_of_a_pipe(capsys):
    print_record({"city": "太原"})
    progress(1, 2)
    said = capsys.readouterr()
    assert (said.out, said.err) == ('{"city": "太原"}\n', "")
