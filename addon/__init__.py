"""The HTTP face of coachlog inside Google Sheets: verify, read, call, answer."""
