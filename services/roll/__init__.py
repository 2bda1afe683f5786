"""The staff roll: who works where, since when; read from files, changed, undone."""
