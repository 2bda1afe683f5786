"""The office side: what it uses, what it is to save, what it must be able to show. One file per noun."""
