// Package partner is the HTTP by which banks, carriers and other centres reach us: versioned, with keys of their own, apart
// from the console. Version 1 takes signals (POST /v1/signals/{kind}, NDJSON or JSON, gzip allowed) and publishes their
// schemas (GET /v1/schema/{kind}). A request is answered with 200 when its body was processed, whatever became of single
// records; with any other status nothing of it was acknowledged and it may be sent again.
package partner
