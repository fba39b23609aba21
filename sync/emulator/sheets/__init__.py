"""The Sheets API, version 4: spreadsheets, their grids, and everything that `spreadsheets.batchUpdate` can do
to them.
"""
