"""The screen: what is around pages, the form, charts, and what each page or family of pages shows."""

# Imported before anything else: two first visitors of a server import in two threads, and Altair would look at a
# pandas that the other thread is still importing.
import pandas  # noqa: F401, ICN001
