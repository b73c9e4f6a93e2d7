"""The second floor: measures of the notice, built on casework."""
