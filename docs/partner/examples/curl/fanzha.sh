#!/usr/bin/env bash
# One signed request to the partner interface, with curl and openssl.
#
#   export FANZHA_URL=https://centre.example FANZHA_KEY=KEY-ID FANZHA_SECRET_FILE=secret.hex
#   fanzha.sh GET  '/partner/v1/orders?after=0&wait_s=25'
#   fanzha.sh POST /partner/v1/orders/ORDER-ID/seen
#   fanzha.sh POST /partner/v1/answers answer.json
#   fanzha.sh POST /partner/v1/answers answers.ndjson
#   fanzha.sh POST /partner/v1/payees/check query.json
set -euo pipefail
method=$1 target=$2 file=${3:-/dev/null}
type=application/json
[[ $file == *.ndjson ]] && type=application/x-ndjson

now=$(date +%s)
nonce=$(openssl rand -hex 16)
hash=$(openssl dgst -sha256 -r <"$file" | cut -d' ' -f1)
signature=$(printf 'fanzha-v1\nbank\n%s\n%s\n%s\n%s\n%s\n' "$method" "$target" "$now" "$nonce" "$hash" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$(tr -d '[:space:]' <"$FANZHA_SECRET_FILE")" -r | cut -d' ' -f1)

body=()
[[ $file != /dev/null ]] && body=(--data-binary "@$file")
exec curl --silent --show-error --max-time 40 --request "$method" "$FANZHA_URL$target" \
  --header "Content-Type: $type" \
  --header "X-Fanzha-Key: $FANZHA_KEY" \
  --header "X-Fanzha-Time: $now" \
  --header "X-Fanzha-Nonce: $nonce" \
  --header "X-Fanzha-Signature: hmac-sha256=$signature" \
  "${body[@]}"
