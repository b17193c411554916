import pytest

from services import import_profiles, journal
from services.import_profiles import ProfileError

CITY = "140100"
CONTENT = {"tables": {}, "fill_down": True}


def save(sessions, name="山西2026", content=CONTENT, headers=("甲", "乙"), city=CITY):
    return import_profiles.save(sessions, city, name, content, headers, user="王某某")


def test_a_change_is_a_new_version_and_the_old_one_stays(sessions):
    first = save(sessions)
    second = save(sessions, content={**CONTENT, "fill_down": False})
    assert (first.number, second.number) == (1, 2)
    assert import_profiles.named(sessions, CITY, "山西2026") == second
    assert [one.number for one in import_profiles.profiles(sessions, CITY)] == [2]
    assert len(journal.entries(sessions, CITY)) == 2


def test_the_same_again_is_not_stored_again(sessions):
    assert save(sessions) == save(sessions)
    assert len(journal.entries(sessions, CITY)) == 1


def test_a_file_with_the_same_headers_is_offered_the_latest_profile(sessions):
    save(sessions, "旧")
    latest = save(sessions, "新")
    save(sessions, "别的", headers=("丙",))
    assert import_profiles.fitting(sessions, CITY, ("乙", "甲", "甲")) == latest
    assert import_profiles.fitting(sessions, CITY, ("丁",)) is None
    assert import_profiles.fitting(sessions, "140200", ("甲", "乙")) is None


@pytest.mark.parametrize("name", ["", "  ", "长" * 61])
def test_a_profile_needs_a_name_of_sense(sessions, name):
    with pytest.raises(ProfileError, match="请给配置起一个"):
        save(sessions, name)


def test_a_name_that_is_not_there_is_answered_with_those_that_are(sessions):
    with pytest.raises(ProfileError, match="尚无任何配置"):
        import_profiles.named(sessions, CITY, "甲")
    save(sessions)
    with pytest.raises(ProfileError, match="现有：山西2026"):
        import_profiles.named(sessions, CITY, "甲")
