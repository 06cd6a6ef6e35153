"""Charts as values: a table, a specification, and what it shows. Nothing here knows Streamlit."""
