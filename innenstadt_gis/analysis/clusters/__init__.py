"""Where vacancies stand together more than chance puts them, given where the units are."""
