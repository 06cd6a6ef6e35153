"""What pages share: frame, forms, live view, charts and wording."""

# Whole, before anything else of ours: two visitors of a fresh server import in two threads, and Altair would look at
# a pandas that the other thread is still importing.
import pandas  # noqa: F401, ICN001
