"""The guided story: the pages of the story in order, each begun with a prediction that it then resolves."""
