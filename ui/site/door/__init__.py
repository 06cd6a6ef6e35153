"""What stands before Streamlit: who and what is let in, how much of it, and how much of it the log tells."""
