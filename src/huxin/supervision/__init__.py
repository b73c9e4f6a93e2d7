"""From order records to findings: reading, detectors, adapters, an invented city.  Plain Python without Django."""
