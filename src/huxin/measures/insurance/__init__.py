"""Injury cover of platform workers 单险种工伤保险、职业伤害保障, 温人社发〔2021〕135号 二(三)."""
