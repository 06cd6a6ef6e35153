"""The languages of the dashboard: a folder with a catalogue each, and English, in which the program is written."""
