"""The book: its published figures beside ours, what each experiment was, and the way into Compare."""

from lab.book import files
from lab.book.rows import ROWS
from ui.book import view
from ui.site import browser, frame, visitor
from ui.site.menu import BOOK

frame.page(BOOK)

with frame.guard():
    visitor.stay()
    view.draw(files.read(files.DATA, ROWS))
    browser.measure()
