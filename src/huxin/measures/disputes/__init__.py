"""Disputes 纠纷: negotiation, mediation, arbitration, court, inspection; 温人社发〔2021〕135号 二(五)."""
