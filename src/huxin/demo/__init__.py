"""The demo city: invented people, real workings."""
