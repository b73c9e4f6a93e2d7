"""Files that people send: documents as text, tables as checked rows; and the file that gives wrong rows back."""
