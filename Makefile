# fanzha: the commands of the house. "make run" builds and runs the centre, "make test" passes all tests.
SHELL := /bin/bash
GO    ?= go
# the centre is one static binary; the race detector alone needs C, and its runs say so
export CGO_ENABLED ?= 0
BIN   := bin/fanzha
WEB   := edge/web
VULNDB ?= https://vuln.go.dev

.PHONY: run build console test fuzz check lint tidy vuln bench clean

run: build ## build everything and run the centre with its simulated city
	$(BIN) demo

build: console ## one binary with the console inside
	$(GO) build -tags console -trimpath -ldflags "-s -w" -o $(BIN) ./cmd/fanzha

console: $(WEB)/dist/index.html

$(WEB)/node_modules/.package-lock.json: $(WEB)/package-lock.json
	npm --prefix $(WEB) ci --no-audit --no-fund --loglevel=error

$(WEB)/dist/index.html: $(WEB)/node_modules/.package-lock.json $(shell find $(WEB)/src $(WEB)/public $(WEB)/index.html $(WEB)/package.json $(WEB)/vite.config.ts -type f 2>/dev/null)
	npm --prefix $(WEB) run build --silent

SMSC := edge/connect/sms/testdata/smsc
$(SMSC)/node_modules/.package-lock.json: $(SMSC)/package-lock.json ## a carrier that is not ours, for the tests of text messages
	npm --prefix $(SMSC) ci --no-audit --no-fund --loglevel=error

test: $(SMSC)/node_modules/.package-lock.json ## every test, with the network closed save loopback
	$(GO) run ./tools/alltests

fuzz: ## every fuzz target for a second
	$(GO) run ./tools/alltests -only fuzz -fuzztime 1s

check: lint tidy vuln ## style and known vulnerabilities

lint:
	test -z "$$(gofmt -l $$(git ls-files '*.go'))"
	$(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run ./...

tidy:
	$(GO) test -count=1 ./tools/tidy/...

vuln:
	@curl -fsS --max-time 20 -o /dev/null $(VULNDB)/index/db.json || { echo "SKIPPED ALOUD: govulncheck did not run: its vulnerability database at $(VULNDB) could not be reached"; exit 0; }; \
	$(GO) run golang.org/x/vuln/cmd/govulncheck@v1.8.0 -db $(VULNDB) ./... ; code=$$?; \
	if [ $$code -eq 0 ]; then exit 0; fi; \
	if [ $$code -eq 3 ]; then echo "govulncheck: vulnerabilities found"; exit 3; fi; \
	echo "SKIPPED ALOUD: govulncheck could not run (code $$code): its vulnerability database could not be reached"

bench: build ## the figures of docs/benchmarks.md
	$(BIN) bench all

clean:
	rm -rf bin; find $(WEB)/dist -mindepth 1 ! -name .keep -delete
