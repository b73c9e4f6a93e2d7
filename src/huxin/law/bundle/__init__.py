"""All items that concern a person at once, from one set of answers, and the next question that still matters."""
