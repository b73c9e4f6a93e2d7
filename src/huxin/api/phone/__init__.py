"""What a worker's phone does, as JSON at fixed addresses, so that a province's app shell can carry it.

A shell calls by registered names: no part of an address varies, every call is a POST, everything is said in the body.
Each operation goes through the door of the page that does the same, and is not a second way of doing it.
"""
