"""能领什么钱: everything that concerns a person at once, from a few questions, and on to the applications."""
