"""The kit of every page: forms that keep what was typed, what may be said as done, errors in plain words."""
