"""Change: from survey to survey, how long vacancies last, and from one run to the next."""
