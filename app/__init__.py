"""The companion app: thin Streamlit pages over the wardrobe, phone first, English and Korean."""
