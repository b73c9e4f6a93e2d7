"""The order lake: order records of platforms land here, checked, pseudonymous and with a signed receipt."""
