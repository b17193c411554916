"""The shape of every table people hand us: one declaration per column, see ``data.columns``."""

from data import reference
from data.columns import Column, Table
from data.vocabulary import RESPONSE_LEVELS, Emitted, GradeScheme, PerformanceGrade, Sector

YES_NO = ("是", "否")
_LEVEL_WORDS = {level: level.label for level in RESPONSE_LEVELS}

ENTERPRISES = Table(
    "企业",
    (
        Column(
            "enterprise_id",
            "企业编号",
            unique=True,
            help="本清单内唯一，生产线表用它指向企业",
            example="QY0001",
        ),
        Column("enterprise", "企业名称", help="与营业执照一致", example="示例焦化有限公司"),
        Column(
            "credit_code",
            "统一社会信用代码",
            required=False,
            unique=True,
            help="18 位；没有的填空，不可重复",
            example="",
        ),
        Column("county", "县区", help="所在县（市、区）", example="城东区"),
        Column("address", "地址", required=False, example="工业园一路1号"),
        Column(
            "longitude",
            "经度",
            "number",
            "°",
            minimum=73,
            maximum=136,
            required=False,
            help="WGS-84 坐标",
            example=112.6,
        ),
        Column(
            "latitude", "纬度", "number", "°", minimum=3, maximum=54, required=False, example=37.9
        ),
        Column(
            "protected",
            "保障类",
            choices=YES_NO,
            help="承担供热、供气、供电、垃圾处置等民生任务的填“是”",
            example="否",
        ),
        Column(
            "trucks_per_day",
            "日均货车进出",
            "number",
            "辆次/日",
            minimum=0,
            required=False,
            help="10 辆次及以上须有门禁视频",
            example=24,
        ),
        Column("contact", "联系人", required=False, example="张某某"),
        Column("phone", "联系电话", required=False, example="0000-0000000"),
    ),
    "每家企业一行",
)

LINES = Table(
    "生产线",
    (
        Column("line_id", "生产线编号", unique=True, help="本清单内唯一", example="QY0001-01"),
        Column("enterprise_id", "企业编号", help="须在“企业”表中存在", example="QY0001"),
        Column(
            "process", "工序或设备", help="写到可以现场停下的设备，例如“1号焦炉”", example="1号焦炉"
        ),
        Column(
            "industry",
            "行业",
            choices=reference.industry_names(),
            help="按重点行业名目选填",
            example="焦化",
        ),
        Column("capacity", "产能", "number", minimum=0, required=False, example=60),
        Column("capacity_unit", "产能单位", required=False, example="万t/a"),
        Column(
            "grade",
            "绩效等级",
            choices=tuple(PerformanceGrade),
            help="未评级填“未定级”；已申报未批准的也填“未定级”",
            example="B",
        ),
        Column(
            "grade_scheme",
            "评级依据",
            choices=tuple(s.label for s in GradeScheme),
            required=False,
            help="等级按哪份文件评定",
            example=GradeScheme.GUIDE_2020.label,
        ),
        Column(
            "grade_until",
            "等级有效期至",
            "date",
            required=False,
            help="过期的等级不再作为减排依据；长期有效的填空",
            example="2027-12-31",
        ),
        Column(
            "supply_floor",
            "保障负荷下限",
            "number",
            "%",
            minimum=0,
            maximum=100,
            required=False,
            help="供热供气等任务所需的最低负荷；没有的填空，按 0 计",
            example="",
        ),
        *(
            Column(
                pollutant.column,
                f"{pollutant.label}日排放量",
                "number",
                "kg/d",
                minimum=0,
                help="正常生产时的日排放量",
                example=example,
            )
            for pollutant, example in zip(Emitted, (120.5, 88, 210, 35.2), strict=True)
        ),
        *(
            column
            for level, word in _LEVEL_WORDS.items()
            for column in (
                Column(
                    f"filed_{level}",
                    f"{word}备案措施",
                    required=False,
                    help="企业在一厂一策中备案的措施原文",
                    example=f"{word}预警期间延长出焦时间",
                ),
                Column(
                    f"filed_{level}_share",
                    f"{word}备案减排比例",
                    "number",
                    "%",
                    minimum=0,
                    maximum=100,
                    required=False,
                    help="备案措施对应的减排比例；不确定的填空，不要估填",
                    example=20,
                ),
            )
        ),
        Column(
            "meter_id",
            "电表编号",
            required=False,
            help="用电量核查用；多块电表分行另附",
            example="DB0001",
        ),
        Column(
            "verification",
            "核查要点",
            required=False,
            help="现场看什么、调什么记录",
            example="查中控出焦记录与用电曲线",
        ),
    ),
    "每条生产线或主要排放设备一行",
)

CITY_TOTALS = Table(
    "全社会排放量",
    (
        Column(
            "sector",
            "排放源",
            choices=tuple(sector.label for sector in Sector),
            unique=True,
            example="工业源",
        ),
        *(
            Column(
                pollutant.column,
                f"{pollutant.label}日排放量",
                "number",
                "kg/d",
                minimum=0,
                help="全市该类源的日排放量，是减排比例的分母",
                example=example,
            )
            for pollutant, example in zip(Emitted, (52000, 41000, 98000, 60000), strict=True)
        ),
        *(
            Column(
                f"cut_{level}",
                f"{word}减排比例",
                "number",
                "%",
                minimum=0,
                maximum=100,
                required=False,
                help="移动源、扬尘源、生活源在该级别的减排比例；工业源填空，没有依据的也填空",
                example="",
            )
            for level, word in _LEVEL_WORDS.items()
        ),
        Column(
            "cut_source",
            "减排比例依据",
            required=False,
            help="填了减排比例就要写明依据",
            example="",
        ),
    ),
    "全市各类源的日排放量，每类一行",
)

EMISSION_LIST = (ENTERPRISES, LINES, CITY_TOTALS)
