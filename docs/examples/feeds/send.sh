#!/bin/sh
# Send one file of order records with curl and openssl.
# HUXIN_KEY_SECRET=SECRET sh send.sh https://city.example COMPANY KEY_ID orders.ndjson.gz
set -eu
server=$1 company=$2 key=$3 file=$4
path="/api/v1/feeds/$company/orders/batches"
now=$(date +%s)
once=$(openssl dgst -sha256 -r "$file" | cut -d' ' -f1)
type="application/gzip"
digest="sha-256=:$(openssl dgst -sha256 -binary "$file" | base64):"
signature=$(printf 'huxin-feed-1\nPOST\n%s\n%s\n%s\n%s\n%s' "$path" "$now" "$once" "$type" "$digest" |
    openssl dgst -sha256 -mac HMAC -macopt "hexkey:$HUXIN_KEY_SECRET" -binary | base64)
curl --silent --show-error --data-binary "@$file" "$server$path" \
    -H "Huxin-Key: $key" -H "Huxin-Timestamp: $now" -H "Idempotency-Key: $once" \
    -H "Content-Type: $type" -H "Content-Digest: $digest" -H "Huxin-Signature: $signature"
