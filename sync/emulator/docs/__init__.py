"""Google Docs: documents as one row of UTF-16 code units, the API over them, their conversions, and the page to read them on."""
