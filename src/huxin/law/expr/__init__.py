"""The rule language: one small, total expression language for everything that the law computes."""
