"""The assessment form and the office's own answers to it."""
