"""Readers that run in a process of their own: imported there alone, without Django and without the law floor."""
