"""Occupations and online courses 职业、线上课程 as pack data; 温人社发〔2021〕135号 二(二)."""
