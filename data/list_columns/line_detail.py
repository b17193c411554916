"""Columns of a production line that say how it runs, stops and is checked; all may stay empty."""

from data.columns import Column
from data.list_columns.words import TEXT_LENGTH, YES_NO

DUTIES = ("供热", "供气", "供电", "协同处置", "无")
ALREADY_OFF_REASONS = ("错峰生产", "许可限制", "计划检修", "市场停产", "其他")
EVIDENCE_CHANNELS = ("用电量", "在线监测", "门禁", "照片", "中控记录")
QUENCHING = ("干法", "湿法", "干湿备用")

DETAIL = (
    *(
        Column(
            name,
            label,
            "number",
            minimum=0,
            required=False,
            help=f"{meaning}，单位与“产能单位”相同",
            example=example,
        )
        for name, label, meaning, example in (
            ("eia_capacity", "环评批复产能", "环评批复的产能", 60),
            ("permit_capacity", "排污许可产能", "排污许可证载明的产能", 60),
            ("last_output", "上年实际产量", "上一自然年的实际产量", 52.3),
        )
    ),
    Column(
        "running_days",
        "上年运行天数",
        "number",
        "d",
        minimum=0,
        maximum=366,
        required=False,
        help="上一自然年实际运行的天数",
        example=330,
    ),
    Column(
        "standby",
        "几用几备",
        required=False,
        help="同类设备几台运行、几台备用；备用设备停下不算减排",
        example="2用1备",
    ),
    Column("fuel", "燃料", required=False, help="主要燃料，多种用“、”隔开", example="焦炉煤气"),
    Column(
        "treatment",
        "治理设施",
        required=False,
        longest=TEXT_LENGTH,
        help="主要污染治理工艺",
        example="覆膜袋式除尘、SCR 脱硝",
    ),
    *(
        Column(
            name,
            label,
            "number",
            "h",
            minimum=0,
            maximum=8784,
            required=False,
            help=meaning,
            example=example,
        )
        for name, label, meaning, example in (
            ("stop_hours", "停机所需时间", "从接到指令到安全停下需要的小时数", 8),
            ("restart_hours", "恢复所需时间", "从解除指令到恢复正常生产需要的小时数", 24),
        )
    ),
    Column(
        "minimum_load",
        "安全最低负荷",
        "number",
        "%",
        minimum=0,
        maximum=100,
        required=False,
        help="低于此负荷不能安全运行；能随时停下的填 0，不知道的填空",
        example=60,
    ),
    Column(
        "duty",
        "保障任务",
        required=False,
        choices=DUTIES,
        help="该生产线承担的民生保障任务，没有的填“无”",
        example="供热",
    ),
    *(
        Column(
            name,
            label,
            "number",
            "元/d",
            minimum=0,
            required=False,
            help=meaning,
            example=example,
        )
        for name, label, meaning, example in (
            ("loss_per_day", "停产日损失", "停产一天的经济损失，最可能的估计", 280000),
            ("loss_low", "停产日损失下限", "停产一天的经济损失，估计范围的下端", 200000),
            ("loss_high", "停产日损失上限", "停产一天的经济损失，估计范围的上端", 400000),
        )
    ),
    Column(
        "already_off",
        "已停比例",
        "number",
        "%",
        minimum=0,
        maximum=100,
        required=False,
        help="因应急以外的原因已经停下或压减的比例，这一部分不再计入应急减排；没有的填空",
        example=50,
    ),
    Column(
        "already_off_reason",
        "已停原因",
        required=False,
        choices=ALREADY_OFF_REASONS,
        help="填了已停比例就写明原因",
        example="错峰生产",
    ),
    Column(
        "already_off_until",
        "已停至",
        "date",
        required=False,
        help="已停状态到哪一天为止（含当日）；没有期限的填空",
        example="2027-03-15",
    ),
    Column(
        "evidence",
        "核查手段",
        required=False,
        choices=EVIDENCE_CHANNELS,
        joined=True,
        help="用什么核查措施是否落实，多个用“、”隔开",
        example="用电量、中控记录",
    ),
    Column(
        "oven_height",
        "焦炉炭化室高度",
        "number",
        "m",
        minimum=0,
        maximum=10,
        required=False,
        help="只有焦炉填",
        example=5.5,
    ),
    Column(
        "quenching",
        "熄焦方式",
        required=False,
        choices=QUENCHING,
        help="只有焦炉填；干法熄焦、湿法备用的填“干湿备用”",
        example="干法",
    ),
    Column(
        "treatment_done",
        "超低排放或治理改造完成",
        required=False,
        choices=YES_NO,
        help="应完成的超低排放或深度治理改造是否已完成；不适用的填空",
        example="是",
    ),
    Column(
        "penalised_on",
        "一年内受处罚日期",
        "date",
        required=False,
        help="最近一年内因环境违法受到处罚的，填最近一次处罚决定的日期",
        example="",
    ),
)
