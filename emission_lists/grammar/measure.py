"""What a text of measures is turned into."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a clause orders, allows or lays down."""

    ADVICE = "advice"
    AS_LIST = "as_list"
    AS_STAGGER = "as_stagger"
    BANKING = "banking"
    BASIS_RULE = "basis_rule"
    BATCH_FINISH = "batch_finish"
    CAR_TAIL = "car_tail"
    CHARGING_STOP = "charging_stop"
    CHARGING_STOP_SHARE = "charging_stop_share"
    CITY_SHARE = "city_share"
    CITY_SHARE_RULE = "city_share_rule"
    CLEANING = "cleaning"
    CLOCK_WINDOW = "clock_window"
    CLOCK_WINDOW_ALLOWED = "clock_window_allowed"
    COKING_TIME = "coking_time"
    CONCENTRATION_CAP = "concentration_cap"
    CYCLE = "cycle"
    DAILY_CAP = "daily_cap"
    DAMPER_CUT = "damper_cut"
    DEADLINE = "deadline"
    DEMAND_BASED = "demand_based"
    DUST_STOP = "dust_stop"
    EMISSION_CUT = "emission_cut"
    EMISSION_HOLD = "emission_hold"
    EQUIPMENT_STOP = "equipment_stop"
    EXEMPT = "exempt"
    FACILITY_DELAY = "facility_delay"
    FEED_STOP = "feed_stop"
    FUEL_QUALITY = "fuel_quality"
    GRADE_RULE = "grade_rule"
    GUARANTEE = "guarantee"
    HEAT_BASED = "heat_based"
    HOLD_TEMP = "hold_temp"
    INSPECTION = "inspection"
    KEEP_UNITS = "keep_units"
    LIMIT = "limit"
    LIMIT_LINKED = "limit_linked"
    LIMIT_SHARE = "limit_share"
    LIMIT_SHARE_AFTER = "limit_share_after"
    LINKED = "linked"
    LOAD_CAP = "load_cap"
    LOAD_CUT = "load_cut"
    MIN_LOAD = "min_load"
    MOISTURE_CAP = "moisture_cap"
    NO_STARTSTOP = "no_startstop"
    NONE = "none"
    NRMM_BAN = "nrmm_ban"
    ODD_EVEN = "odd_even"
    OPTIONS = "options"
    OUTPUT_CUT = "output_cut"
    PENALTY_STOP = "penalty_stop"
    PRE_ADJUST = "pre_adjust"
    PROCESS_STOP = "process_stop"
    PUSH_CUT = "push_cut"
    RELIEF = "relief"
    RESTART_BAN = "restart_ban"
    ROTATE = "rotate"
    RULE = "rule"
    SELF = "self"
    STAGGER = "stagger"
    STAGGER_DAYS = "stagger_days"
    STAGGER_SHARE = "stagger_share"
    STAGGER_SWAP = "stagger_swap"
    STOP = "stop"
    STOP_LINKED = "stop_linked"
    STOP_SHARE = "stop_share"
    STOP_SHARE_AFTER = "stop_share_after"
    STOP_UNITS = "stop_units"
    TRANSPORT_BAN = "transport_ban"
    TRANSPORT_CUT = "transport_cut"
    TRANSPORT_MIN = "transport_min"
    TRANSPORT_MODE = "transport_mode"
    TRANSPORT_ONEWAY = "transport_oneway"
    TRANSPORT_STAGGER = "transport_stagger"
    VERIFY = "verify"


STOPS = frozenset({Kind.STOP, Kind.PROCESS_STOP, Kind.EQUIPMENT_STOP})
"""Kinds that switch the whole of their subject off."""


@dataclass(frozen=True)
class Measure:
    """One clause. Texts are as written, half-width; an empty field was not stated."""

    kind: Kind
    value: str = ""
    """Numbers as stated, such as ``50``, ``1/3``, ``20-8``, ``PM≤10;SO2≤35``; ``国四`` or ``all``."""
    unit: str = ""
    """Unit and bound: ``%``, ``% min``, ``% approx``, ``h``, ``max stage`` …"""
    subject: str = ""
    """Whom or what it binds."""
    object: str = ""
    """What is forbidden or done, where that is not clear from the kind."""
    condition: str = ""
    """Under what circumstances."""
    window: str = ""
    """Hours of the day (``20-8``) or a dated period; empty: all the time."""
    after: str = ""
    """Hours of response after which it holds."""
    counted: str = ""
    """How the share is counted or proved."""
    exception: str = ""
    """Who or what is left out."""

    @property
    def basis(self) -> str:
        """Everything stated beside kind, value and unit, for people; parts joined by ``; ``."""
        parts = (
            self.condition,
            self.window,
            self.subject,
            self.object,
            self.after and f"after {self.after} h",
            self.counted,
            self.exception and f"除{self.exception}",
        )
        return "; ".join(part.replace("|", "/") for part in parts if part)


@dataclass(frozen=True)
class Parsed:
    """A text read: its measures in the order of the text, and what was not understood."""

    measures: tuple[Measure, ...] = ()
    unread: tuple[str, ...] = ()
    """Parts nobody understood, verbatim; they count as nothing."""

    @property
    def understood(self) -> bool:
        """Whether every part was understood and there was something to understand."""
        return bool(self.measures) and not self.unread

    @property
    def sentence(self) -> str:
        """The whole said back in plain Chinese; parsing it gives this structure again."""
        from emission_lists.grammar import wording

        return wording.sentence(self)
