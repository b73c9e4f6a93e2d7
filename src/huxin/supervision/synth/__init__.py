"""An invented city: order records of a day or a month, planted violations with their truth, and files with defects."""
