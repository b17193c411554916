import streamlit as st

from ui import access, cache, frame, import_wizard, list_trace, list_view, state

user = access.require()
frame.heading("减排清单")

if notice := state.take_notice():
    st.success(notice)
city = state.city_code()
version = cache.latest_list(city)
stored = cache.emission_list(city, version.number) if version else None
if stored is None:
    st.info("本市尚未导入应急减排清单。请下载模板填写，或用现有清单，在下方导入。")
    import_wizard.draw(user, city)
    st.stop()

list_view.head(stored)
current, places, trace, versions, wizard = st.tabs(
    ["现行清单", "企业分布", "单线依据", "版本与差异", "导入新一版"],
    key=state.LIST_TAB,
    on_change="rerun",  # only what is looked at is computed
)
if current.open:
    with current:
        list_view.current_tab(stored)
if places.open:
    with places:
        list_view.places_tab(stored)
if trace.open:
    with trace:
        list_trace.trace_tab(city, stored)
if versions.open:
    with versions:
        list_view.versions_tab(city, cache.list_versions_of(city))
if wizard.open:
    with wizard:
        import_wizard.draw(user, city)
