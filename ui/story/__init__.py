"""The story: what only the pages of the menu's group "Understand" show."""
