"""The only code that talks to Google: one transport under gspread and google-api-python-client.

Its words are workbook, tab, range and file; it knows no school.
"""
