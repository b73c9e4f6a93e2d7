"""Tests of the siting engine."""
