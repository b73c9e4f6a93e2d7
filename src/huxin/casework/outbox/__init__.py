"""What leaves the house: letters, short messages, mail, reminders; each row is delivered or told as stopped."""
