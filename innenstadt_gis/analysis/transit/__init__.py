"""Public transport: classes of stops, and minutes from door to door by timetable."""
