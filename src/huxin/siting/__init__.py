"""Where the next places go: maximal covering and p-median, with a bound that holds."""
