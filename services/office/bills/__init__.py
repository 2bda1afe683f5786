"""Bills: from any workbook to rows that were checked, and back."""
