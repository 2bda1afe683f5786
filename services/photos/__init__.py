"""Photos: stripped, sealed, checked, shown, deleted."""
