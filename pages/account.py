import streamlit as st

from data.vocabulary import Act
from services import journal
from ui import access, account_forms, cache, frame, sign_in_page, state, tables

user = access.require()
frame.heading("用户日志")
if notice := state.take_notice():
    st.success(notice)

everything = user.account is not None and user.may(Act.MANAGE_ACCOUNTS)
own, log, people = st.tabs(["本人账户", "操作日志", "用户管理"])
with own:
    if user.account is None:
        st.info(
            "演示模式没有账户，在左侧切换角色即可。在服务器上运行 make admin 建立第一个管理员后，"
            "演示结束，须登录才能使用。"
        )
    else:
        st.write(account_forms.described(user))
        if account_forms.has_password(user):
            st.subheader("更换密码")
            sign_in_page.change_password(user)
with log:
    st.write(
        "日志只能追加：每条都带上一条的校验值，改动、删除或插入任何一条都会被查出。"
        + ("" if everything else "这里只列本市的记录，登录与账户记录由管理员查看。")
    )
    newest = journal.entries(cache.sessions(), None if everything else state.city_code(), 500)
    st.dataframe(tables.journal(newest), hide_index=True, placeholder="", alt="操作日志")
    account_forms.verification()
    if everything:
        st.download_button(
            "导出全部日志（CSV）",
            account_forms.journal_csv(cache.sessions()),
            "操作日志.csv",
            "text/csv",
            on_click="ignore",
        )
with people:
    if everything:
        account_forms.people(user)
    else:
        st.caption("用户由管理员管理；演示模式没有用户。")
