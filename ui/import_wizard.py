"""The import wizard: file, columns, check, difference; each step stands when the page runs again."""

import hashlib

import streamlit as st

from data.tables import LINES
from data.vocabulary import Act
from emission_lists import import_choices, workbook
from emission_lists.import_choices import ChoiceError
from emission_lists.passing import PassingError
from emission_lists.unit_choice import EMISSION_COLUMNS, UnitError
from emission_lists.workbook import WorkbookError
from services import accounts, clock, list_imports
from services.accounts import User
from services.import_profiles import ProfileError
from services.list_imports import Checked, Draft
from services.list_versions import ListImportError
from ui import cache, formats, list_matching, list_tables, list_view, state

STEPS = ("选文件", "列对应", "校验", "差异与导入")
_AUTOMATIC = "（自动匹配）"
_MANY_REMOVED = 0.2
"""Share of the lines in force beyond which their going is asked about."""


def draw(user: User, city: str) -> None:
    """Draw the step the wizard is at."""
    if not user.may(Act.IMPORT_LIST):
        _template_button()
        st.caption("导入须为方案编制或管理员。")
        return
    kept = state.upload()
    step = state.import_step() if kept else 1
    marks = "①②③④"
    st.html(
        "<div>"
        + " → ".join(
            f"<b>{marks[n]} {name}</b>" if n + 1 == step
            else f'<span style="opacity:.6">{marks[n]} {name}</span>'
            for n, name in enumerate(STEPS)
        )
        + "</div>"
    )  # fmt: skip
    if step == 1 or kept is None:
        _choose_file()
        return
    name, content = kept
    st.caption(f"文件：{name}（{len(content) / 2**20:.1f} MB）")
    try:
        found = cache.import_draft(name, content)
        if step == 2:
            _match(user, city, found)
            return
        record = state.choices()
        if record is None:
            record = import_choices.to_record(list_imports.proposal(found), found.sheets)
        newest = cache.latest_list(city)
        checked = cache.import_checked(
            name, content, record, clock.today(), city, newest.number if newest else 0
        )
        if step == 3:
            _check(checked)
        else:
            _import(user, city, checked)
    except (WorkbookError, ChoiceError, UnitError) as problem:
        st.error(str(problem))
        _buttons(back=1)


def _template_button() -> None:
    st.download_button(
        "下载空白模板", workbook.template, "应急减排清单模板.xlsx", list_view.XLSX,
        on_click="ignore", icon=":material/download:",
    )  # fmt: skip


def _choose_file() -> None:
    st.write(
        "可以用模板填写，也可以直接用本市现有的清单：表头位置、列名、单位、合并单元格在下一步确认。"
    )
    _template_button()
    given = st.file_uploader("清单工作簿", type=["xlsx"], key=state.import_file_key())
    if given is None:
        return
    name, content = given.name, given.getvalue()
    try:
        found = cache.import_draft(name, content)
    except WorkbookError as problem:
        st.error(str(problem))
        return
    state.keep_upload(name, content)
    proposed = list_imports.proposal(found)
    # A file of the template's layout needs no matching; one can still go back to it.
    as_template = import_choices.is_template(proposed, found.matches) and bool(found.matches)
    state.go_to_step(3 if as_template else 2)
    st.rerun()


def _match(user: User, city: str, found: Draft) -> None:
    profiles = cache.import_profiles_of(city)
    fitting = list_imports.fitting_profile(cache.sessions(), city, found)
    names = [_AUTOMATIC, *(one.name for one in profiles)]
    chosen = st.selectbox(
        "导入配置", names, index=names.index(fitting.name) if fitting else 0,
        help="确认过的列对应和单位，按名称保存；表头相同的文件自动选用",
    )  # fmt: skip
    if fitting is not None and chosen == fitting.name:
        st.success(f"文件的表头与配置“{fitting.name}”第 {fitting.number} 版相同，已自动选用。")
    profile = next((one for one in profiles if one.name == chosen), None)
    try:
        base = list_imports.proposal(found, profile)
    except ChoiceError as problem:
        st.error(str(problem))
        base = list_imports.proposal(found)
    record, digest = state.choices(), hashlib.sha256(found.content).hexdigest()
    if record is not None and profile is None:
        base = import_choices.from_record(record, found.sheets)
    for note in base.notes:
        st.info(note)
    token = list_matching.token_of(digest, chosen, profile.number if profile else 0, record)
    try:
        choices = list_matching.choose(found, base, token)
    except UnitError as problem:
        st.error(str(problem))
        return
    undeclared = [name for name, table in choices.tables.items() if _without_unit(table)]
    if undeclared:
        st.warning(f"“{'、'.join(undeclared)}”的排放量单位还没有声明，请选择。")
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    name = left.text_input(
        "把以上对应保存为配置",
        value="" if profile is None else profile.name,
        placeholder="例如 山西2026",
    )
    if right.button("保存配置", disabled=not name):
        accounts.require(user, Act.IMPORT_LIST)
        try:
            kept = list_imports.keep_profile(
                cache.sessions(), city, name, found, choices, user=user.name
            )
            cache.import_profiles_of.clear()
            st.success(f"已保存为“{kept.name}”第 {kept.number} 版。")
        except ProfileError as problem:
            st.error(str(problem))
    if _buttons(back=1, forward="下一步：校验", disabled=bool(undeclared)):
        state.keep_choices(import_choices.to_record(choices, found.sheets))
        state.go_to_step(3)
        st.rerun()


def _without_unit(table: import_choices.TableChoice) -> bool:
    return table.unit is None and any(name in table.columns for name in EMISSION_COLUMNS)


def _check(checked: Checked) -> None:
    issues, blocking = checked.issues, checked.blocking
    st.write(
        f"{list_imports.size(checked.book)}；须改正 **{blocking}** 处，提示 {len(issues) - blocking} 处。"
    )
    if checked.built.notes:
        with st.expander(f"声明与处理（{len(checked.built.notes)} 条，记入版本备注）"):
            st.markdown("\n".join(f"- {note}" for note in checked.built.notes))
    if issues:
        st.dataframe(
            list_tables.findings(checked), hide_index=True, placeholder="", alt="清单中的问题"
        )
        st.download_button(
            "下载错误报告", lambda: list_imports.error_workbook(checked),
            f"错误报告_{checked.draft.name}", list_view.XLSX,
            on_click="ignore", icon=":material/download:",
        )  # fmt: skip
    if not blocking:
        st.success("检查通过，可以比较差异并导入。")
        if _buttons(back=2, forward="下一步：差异"):
            state.go_to_step(4)
            st.rerun()
        return
    st.error("有须改正之处，未导入任何内容，原有版本不受影响。请按错误报告改正后重传。")
    try:
        passed = checked.passed()
    except PassingError as problem:
        st.caption(f"不能只导入通过的行：{problem}")
        _buttons(back=2)
        return
    st.caption(f"也可以{passed.summary}；未导入的行记入版本备注和操作日志。")
    if _buttons(back=2, forward="只导入通过的行"):
        state.go_to_step(4)
        st.rerun()


def _import(user: User, city: str, checked: Checked) -> None:
    newest = cache.latest_list(city)
    in_force = cache.emission_list(city, newest.number) if newest else None
    book, partial = checked.book, bool(checked.blocking)
    if partial:
        passed = checked.passed()
        book = passed.book
        st.warning(f"{passed.summary}。导入后为：{list_imports.size(book)}。")
        with st.expander(f"未导入的行（{len(passed.left_out):,}）"):
            st.dataframe({"行": [str(one) for one in passed.left_out[: list_tables.MOST]]})
    found = list_imports.compare(checked, in_force, book)
    title = f"第 {newest.number} 版 → {checked.draft.name}" if newest else "首次导入"
    lines = next(one for one in found.tables if one.table is LINES)
    if in_force is not None and len(lines.removed) > _MANY_REMOVED * len(in_force.lines):
        st.warning(
            f"现行版 {len(in_force.lines):,} 条生产线中有 {len(lines.removed):,} 条不在新文件里，"
            "导入后即不再列入；请确认没有选错文件，也没有漏掉工作表。"
        )
    list_view.show_difference(found, title, "与现行版的差异.xlsx")
    if newest and not found.any:
        st.info("与现行版内容相同，无需再次导入。")
    if _buttons(back=3, forward="导入为新一版"):
        accounts.require(user, Act.IMPORT_LIST)
        try:
            made = list_imports.store(
                cache.sessions(), checked, city, only_passed=partial, user=user.name, actor=user
            )
        except (ListImportError, accounts.NotAllowedError) as problem:
            st.error(str(problem))
            return
        cache.forget_newest()
        state.end_import()
        state.leave_notice(
            f"已导入为第 {made.number} 版，{formats.hour(made.imported_at)}。各页已使用新版。"
        )
        st.rerun()


def _buttons(back: int, forward: str = "", *, disabled: bool = False) -> bool:
    """Draw the way back and, where there is one, the way on; whether the latter was pressed."""
    left, right, _ = st.columns([1, 1, 3])
    if left.button("重新选文件" if back == 1 else "上一步", icon=":material/arrow_back:"):
        if back == 1:
            state.end_import()
        state.go_to_step(back)
        st.rerun()
    return bool(forward) and right.button(
        forward, type="primary", shortcut="Ctrl+Enter", disabled=disabled
    )
