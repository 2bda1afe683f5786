"""The demonstration office: a living product at the first look."""
