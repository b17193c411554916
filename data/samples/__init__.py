"""示例市 (990100): a made-up city to try everything on, every part of it marked 演示数据.

``observations`` gives two years of hourly air and weather with forecasts, dated so that an episode
lies two days ahead of the day of start; ``past_alert`` the episode of last winter; ``enterprises``
the emission list and ``other_sources`` the sources outside industry; ``evidence`` power and stack data of the past alert. All follow from a seed.
"""

from data.samples.chemistry_guidance import chemistry_guidance
from data.samples.emission_list import enterprises
from data.samples.monitoring import Behaviour, Evidence, behaviours, evidence
from data.samples.names import CITY_CODE, CITY_NAME, SAMPLE_MARK
from data.samples.other_sources import other_sources
from data.samples.randomness import SEED
from data.samples.sample_air import PastAlert, SampleAir, observations, past_alert

__all__ = [
    "CITY_CODE",
    "CITY_NAME",
    "SAMPLE_MARK",
    "SEED",
    "Behaviour",
    "Evidence",
    "PastAlert",
    "SampleAir",
    "behaviours",
    "chemistry_guidance",
    "enterprises",
    "evidence",
    "observations",
    "other_sources",
    "past_alert",
]
