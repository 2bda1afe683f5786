"""What is reminded of, when, in which words, and who does not want it."""
