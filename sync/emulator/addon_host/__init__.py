"""The place of add-ons beside a Sheet: asks an add-on what to show as Google would, and shows it."""
