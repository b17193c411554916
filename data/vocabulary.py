"""The terms of the field as types: what code passes around and what a user reads.

Every member's value is what is stored and what files carry; ``label`` is the Chinese word on
screen and paper.
"""

from enum import StrEnum


class Pollutant(StrEnum):
    """An air pollutant of the daily report; concentrations in µg/m³, CO in mg/m³."""

    SO2 = "so2"
    NO2 = "no2"
    CO = "co"
    O3 = "o3"
    PM10 = "pm10"
    PM25 = "pm25"

    @property
    def label(self) -> str:
        """Name as the standard writes it, such as ``PM2.5``."""
        return {"pm25": "PM2.5", "pm10": "PM10"}.get(self.value, self.value.upper())

    @property
    def daily(self) -> str:
        """Column of its daily value: the 24-hour mean, for O3 the MDA8."""
        return "o3_mda8" if self is Pollutant.O3 else self.value

    @property
    def unit(self) -> str:
        """Unit of its concentration."""
        return "mg/m³" if self is Pollutant.CO else "µg/m³"


PRIMARY_ORDER = (
    Pollutant.PM25,
    Pollutant.PM10,
    Pollutant.SO2,
    Pollutant.NO2,
    Pollutant.CO,
    Pollutant.O3,
)
"""Order in which tied primary pollutants are named."""


class Emitted(StrEnum):
    """A pollutant whose emission is listed and cut; amounts in kg/d."""

    PM = "pm"
    SO2 = "so2"
    NOX = "nox"
    VOCS = "vocs"

    @property
    def label(self) -> str:
        """Name on screen and paper."""
        return {"pm": "颗粒物", "so2": "SO2", "nox": "NOx", "vocs": "VOCs"}[self.value]

    @property
    def column(self) -> str:
        """Column of its daily emission, kg/d."""
        return f"{self.value}_kg"

    @property
    def cut_column(self) -> str:
        """Column of its daily cut, kg/d."""
        return f"{self.value}_cut_kg"


class AlertLevel(StrEnum):
    """Level of a heavy-pollution alert, mildest first; blue (蓝色) is of the 2017 criteria only."""

    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"

    @property
    def label(self) -> str:
        """Chinese colour word."""
        return {"blue": "蓝色", "yellow": "黄色", "orange": "橙色", "red": "红色"}[self.value]

    @property
    def numeral(self) -> str:
        """Roman numeral of the level."""
        return {"blue": "Ⅳ", "yellow": "Ⅲ", "orange": "Ⅱ", "red": "Ⅰ"}[self.value]

    @property
    def full_label(self) -> str:
        """Word and numeral, such as 橙色（Ⅱ级）."""
        return f"{self.label}（{self.numeral}级）"

    @property
    def severity(self) -> int:
        """Rank for comparisons: 1 is blue, 4 is red."""
        return list(AlertLevel).index(self) + 1


RESPONSE_LEVELS = (AlertLevel.YELLOW, AlertLevel.ORANGE, AlertLevel.RED)
"""Levels that call for curtailment."""


class Response(StrEnum):
    """What an episode calls for: curtailment (PM2.5), a health notice (O3, dust), or nothing."""

    CURTAILMENT = "curtailment"
    HEALTH_NOTICE = "health_notice"
    NONE = "none"

    @property
    def label(self) -> str:
        """Chinese wording."""
        return {
            "curtailment": "启动应急减排",
            "health_notice": "健康提示与加强监管",
            "none": "无需启动",
        }[self.value]


class PerformanceGrade(StrEnum):
    """Performance grade (绩效等级) of a line, of either grading scheme."""

    A_PLUS = "A+"
    A = "A"
    B = "B"
    B_MINUS = "B-"
    C = "C"
    D = "D"
    LEADING = "引领性"
    NOT_LEADING = "非引领性"
    UNGRADED = "未定级"

    @property
    def label(self) -> str:
        """As written in the list."""
        return self.value


class GradeScheme(StrEnum):
    """The document a grade was given under."""

    GUIDE_2020 = "2020"
    GUIDE_2026 = "2026"

    @property
    def label(self) -> str:
        """Document number."""
        return {"2020": "环办大气函〔2020〕340号", "2026": "环办大气〔2026〕2号"}[self.value]


class Sector(StrEnum):
    """Source sector of the city's whole emission (全社会排放量)."""

    INDUSTRY = "industry"
    MOBILE = "mobile"
    DUST = "dust"
    DOMESTIC = "domestic"

    @property
    def label(self) -> str:
        """Chinese wording, as in the workbook."""
        return {"industry": "工业源", "mobile": "移动源", "dust": "扬尘源", "domestic": "生活源"}[
            self.value
        ]


class SourceKind(StrEnum):
    """Kind of a listed source outside industry, as written in the list."""

    CONSTRUCTION = "施工工地"
    ROAD = "道路"
    MACHINERY = "非道路机械"
    VEHICLES = "机动车"
    STOCKPILE = "堆场"
    OTHER = "其他"

    @property
    def sector(self) -> Sector | None:
        """Sector of the city's whole emission it is part of; None where the kind does not say."""
        if self is SourceKind.OTHER:
            return None
        mobile = self in (SourceKind.MACHINERY, SourceKind.VEHICLES)
        return Sector.MOBILE if mobile else Sector.DUST


class MeasureKind(StrEnum):
    """What a line is told to do."""

    SELF = "self"
    NONE = "none"
    LIMIT = "limit"
    STOP_SHARE = "stop_share"
    STOP = "stop"
    FILED = "filed"
    PENDING = "pending"

    @property
    def label(self) -> str:
        """Chinese wording."""
        return {
            "self": "自主减排",
            "none": "不减产",
            "limit": "限产",
            "stop_share": "部分停产",
            "stop": "停产",
            "filed": "按备案措施",
            "pending": "措施待定",
        }[self.value]


class Role(StrEnum):
    """What a signed-in person is there for."""

    DUTY = "duty"
    PLANNER = "planner"
    APPROVER = "approver"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"
    READER = "reader"

    @property
    def label(self) -> str:
        """Chinese wording."""
        return {
            "duty": "值班员",
            "planner": "方案编制",
            "approver": "审批人",
            "inspector": "执行核查",
            "administrator": "管理员",
            "reader": "只读",
        }[self.value]


class Act(StrEnum):
    """What a role may be allowed to do to the record."""

    READ = "read"
    IMPORT_LIST = "import_list"
    ADOPT_RULES = "adopt_rules"
    CHANGE_GRADES = "change_grades"
    ISSUE_ALERT = "issue_alert"
    ISSUE_ORDERS = "issue_orders"
    REVISE_FORECAST = "revise_forecast"
    MANAGE_ACCOUNTS = "manage_accounts"

    @property
    def label(self) -> str:
        """Chinese wording."""
        return {
            "read": "查看",
            "import_list": "导入清单",
            "adopt_rules": "采用分级规则",
            "change_grades": "登记绩效等级",
            "issue_alert": "发布预警",
            "issue_orders": "下达指令",
            "revise_forecast": "订正预报",
            "manage_accounts": "管理账户",
        }[self.value]
