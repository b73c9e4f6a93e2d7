"""Double-random inspections 双随机抽查: whom and by whom is drawn, what was found, what is published."""
