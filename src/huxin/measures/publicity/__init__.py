"""Publicity 宣传: rights guides out of the pack, as pages, as a handbook and on paper; 温人社发〔2021〕135号 三."""
