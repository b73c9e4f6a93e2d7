"""二(六): orders in severe weather, and the rules by which platforms pay, dispatch and assess."""
