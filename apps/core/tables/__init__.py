"""Tables in and out: CSV and XLSX read with what spreadsheets do to them told, and written without harm.

``sheet.open_sheet`` finds the heading and gives rows, ``columns`` turn cells into values, ``writers`` write.
"""
