"""A whole city at once 人口模拟: the rules of an item, turned into one function over columns of whole numbers.

Nothing here is imported by ``huxin.law``; the parts that need arrays import them when they are first used.
"""
