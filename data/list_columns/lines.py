"""Columns of a production line: what it is, what it emits, what it filed."""

from data import reference
from data.columns import Column, Table
from data.list_columns.line_detail import DETAIL
from data.list_columns.words import CODE_LENGTH, LEVEL_WORDS, TEXT_LENGTH
from data.vocabulary import Emitted, GradeScheme, PerformanceGrade

LINES = Table(
    "生产线",
    (
        Column(
            "line_id",
            "生产线编号",
            unique=True,
            longest=CODE_LENGTH,
            help="本清单内唯一",
            example="QY0001-01",
        ),
        Column(
            "enterprise_id",
            "企业编号",
            longest=CODE_LENGTH,
            help="须在“企业”表中存在",
            example="QY0001",
        ),
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
            for level, word in LEVEL_WORDS.items()
            for column in (
                Column(
                    f"filed_{level}",
                    f"{word}备案措施",
                    required=False,
                    longest=TEXT_LENGTH,
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
            longest=TEXT_LENGTH,
            help="现场看什么、调什么记录",
            example="查中控出焦记录与用电曲线",
        ),
        *DETAIL,
    ),
    "每条生产线或主要排放设备一行",
)
