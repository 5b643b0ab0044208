"""The bare page: a button and one table, and nothing else; what Streamlit itself costs."""

import streamlit as st

st.title("Floor")
st.button("Again", key="again")
st.dataframe([{"Name": f"customer {n}", "Revenue": n * 1.5} for n in range(200)], hide_index=True)
