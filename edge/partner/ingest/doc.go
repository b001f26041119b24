// Package ingest is the partner's side of the intake: it reads files as they are (JSONL, CSV, plain lines; UTF-8, GB18030,
// UTF-16; gzip), makes records of them and delivers them to a server in batches, several in flight, trying again while the
// server is busy or away. It judges nothing itself: what is wrong with a record the server says, and the summary gives it
// with file and line. Where a delivery was interrupted, the next run goes on; delivering twice is harmless.
package ingest
