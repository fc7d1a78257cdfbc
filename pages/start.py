"""开始使用。"""

import streamlit as st

from web import gate

viewer = gate.require("organisations")
st.title("开始使用")
st.selectbox("季度", ["a", "b"], index=None)
st.file_uploader("文件", type=["xlsx"])
st.date_input("日期", value=None)
st.dataframe([{"x": 1}])
st.number_input("数", 1)
st.text_input("字", type="password")
