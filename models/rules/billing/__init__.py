"""Minutes to units: a state's rules as data with effective dates, and what they make of a day's care."""
