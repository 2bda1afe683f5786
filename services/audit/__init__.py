"""The log of what managers did, chained so that a change shows."""
