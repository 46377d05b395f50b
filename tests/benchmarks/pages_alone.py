"""The least that Streamlit can be asked for: a heading and a button that counts. Served by Streamlit alone."""

import streamlit as st

st.title("Hello")
st.button("Count", on_click=lambda: st.session_state.update(count=st.session_state.get("count", 0) + 1))
st.write(f"counted {st.session_state.get('count', 0)}")
