import warnings

from tests.emission_lists import fuzz_workbooks
from tests.emission_lists.damage import damaged

SEEDS = range(150)


def test_whatever_comes_in_is_imported_whole_or_refused_with_a_message(sessions):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl grumbles about what was done to its books
        tally = fuzz_workbooks.run(sessions, SEEDS, one_way=True)
    stored = sum(n for name, n in tally.outcomes.items() if name.endswith("stored"))
    assert 20 < stored < len(SEEDS)


def test_every_kind_of_damage_is_among_the_first_thousand_files():
    from tests.emission_lists.damage import _KINDS

    light = {kind.__name__.strip("_") for kind, weight in _KINDS.items() if weight > 1}
    seen = {damaged(seed)[0] for seed in range(60)}
    assert len(light & seen) >= len(light) - 3
