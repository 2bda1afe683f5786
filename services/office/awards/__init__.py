"""Awards, from the rules to the certificate."""
