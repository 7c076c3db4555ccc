"""What the pages are made of: the only Streamlit code beside app.py and pages/."""
