"""Findings 监测发现: kept, seen by those whom they concern, judged by a person, asked about."""
