"""Contracts and agreements 劳动合同、书面协议, 温人社发〔2021〕135号 二(一)."""
