"""Send one file of order records to a city; nothing but Python is needed.

HUXIN_KEY_SECRET=SECRET python send.py https://city.example COMPANY KEY_ID orders.ndjson.gz
"""

import base64
import hashlib
import hmac
import os
import sys
import time
import urllib.error
import urllib.request

TYPES = {".parquet": "application/vnd.apache.parquet", ".gz": "application/gzip", ".ndjson": "application/x-ndjson"}
server, company, key, name = sys.argv[1:5]
if os.path.splitext(name)[1] not in TYPES:
    sys.exit(f"{name}: send one of {', '.join(TYPES)}; a table becomes Parquet with 'huxin feed map'")
path = f"/api/v1/feeds/{company}/orders/batches"
with open(name, "rb") as file:
    body = file.read()
sha256 = hashlib.sha256(body)
headers = {
    "Huxin-Key": key,
    "Huxin-Timestamp": str(int(time.time())),
    "Idempotency-Key": sha256.hexdigest(),  # the same file sent again is the same request
    "Content-Type": TYPES[os.path.splitext(name)[1]],
    "Content-Digest": f"sha-256=:{base64.b64encode(sha256.digest()).decode()}:",
}
signed = ("Huxin-Timestamp", "Idempotency-Key", "Content-Type", "Content-Digest")
text = "\n".join(("huxin-feed-1", "POST", path, *(headers[part] for part in signed)))
secret = bytes.fromhex(os.environ["HUXIN_KEY_SECRET"])
headers["Huxin-Signature"] = base64.b64encode(hmac.digest(secret, text.encode(), "sha256")).decode()
request = urllib.request.Request(server + path, body, headers, method="POST")
try:
    with urllib.request.urlopen(request) as answer:
        print(answer.read().decode())
except urllib.error.HTTPError as error:
    sys.exit(f"{error.code} {error.read().decode()}")
