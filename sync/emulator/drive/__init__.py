"""Drive v3: files, sharing, the feed of changes, shared drives."""
