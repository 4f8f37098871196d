"""`make gallery`: every letter in every language, by day and by night, on one page to be looked at."""
