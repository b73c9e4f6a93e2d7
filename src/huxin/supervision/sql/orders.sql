-- What the detectors read: orders that were sent once, and of the others the version that counts.
SELECT * FROM loaded WHERE NOT again
UNION ALL
SELECT * FROM newest WHERE in_view
