"""Agreements 合同和书面协议: what one must hold, what it may not say, and one that says it right.

``check.check_text`` judges a text, ``build.build`` makes one; ``model`` holds the shapes of the pack's entries.
"""
