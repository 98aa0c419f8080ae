"""What people reach on foot for every day: supermarket, doctor, school, pharmacy, stop."""
