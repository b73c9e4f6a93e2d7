"""Rules of platforms 平台规则: their versions as text, what changed between them, what is to be read twice."""
