"""The calendar of events, their lists and papers."""
