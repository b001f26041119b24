package bank

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"fanzha/edge/partner/wire"
)

// describe adds to the description what the handlers' types cannot say: bodies that are read strictly by package wire, the
// words of fields, and how requests are signed.
func (a *API) describe() {
	doc := a.huma.OpenAPI()
	reg := doc.Components.Schemas
	a.takes("/answers", reflect.TypeFor[wire.Answer](), true)
	a.takes("/notices", reflect.TypeFor[wire.Notice](), true)
	a.takes("/objections", reflect.TypeFor[wire.Objection](), false)
	a.takes(checkPath, reflect.TypeFor[wire.Query](), false)

	var results, codes, refusals []any
	for _, r := range []wire.Result{wire.Seen, wire.Held, wire.PartiallyHeld, wire.NotHeld, wire.Refused, wire.Done, wire.Failed} {
		results = append(results, r)
	}
	for _, m := range wire.Meanings() {
		codes = append(codes, m.Code)
	}
	for _, r := range wire.Refusals() {
		refusals = append(refusals, r.Code)
	}
	words := reg.Map()
	words["Order"].Properties["type"].Enum = []any{wire.Stop, wire.Release, wire.Freeze, wire.Thaw, wire.Remind, wire.Restrict, wire.Lift}
	words["Order"].Properties["limits"].Enum = anys(wire.Limits)
	words["Answer"].Properties["result"].Enum = results
	words["Answer"].Properties["refusal"].Enum = refusals
	words["Disposition"].Properties["code"].Enum = codes
	words["Objection"].Properties["kind"].Enum = anys(wire.ObjectionKinds)
	words["Evidence"].Properties["kind"].Enum = anys(wire.EvidenceKinds)

	for _, of := range words { // our readers refuse null
		for _, p := range of.Properties {
			if p.Type == huma.TypeArray {
				p.Nullable = false
			}
		}
	}
	header := func(name, text string) *huma.SecurityScheme {
		return &huma.SecurityScheme{Type: "apiKey", In: "header", Name: name, Description: text}
	}
	doc.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"key":         header(wire.HeaderKey, "Id of the shared key."),
		"time":        header(wire.HeaderTime, "Seconds since 1970 in UTC; at most 300 s from the centre's clock."),
		"nonce":       header(wire.HeaderNonce, "16 to 64 letters or digits, new for every request."),
		"signature":   header(wire.HeaderSignature, "hmac-sha256=HEX (or hmac-sm3=HEX) over fanzha-v1, bank, method, target, time, nonce and hash of the body, each ended by a line break."),
		"certificate": {Type: "mutualTLS", Description: "Client certificate whose SHA-256 is pinned to the bank."},
	}
	doc.Security = []map[string][]string{{"key": {}, "time": {}, "nonce": {}, "signature": {}}, {"certificate": {}}}
}

// takes describes the body of a path.
func (a *API) takes(path string, of reflect.Type, batch bool) {
	doc := a.huma.OpenAPI()
	schema := doc.Components.Schemas.Schema(of, true, "")
	content := map[string]*huma.MediaType{"application/json": {Schema: schema}}
	if batch {
		content["application/x-ndjson"] = &huma.MediaType{Schema: schema}
	}
	doc.Paths[base+path].Post.RequestBody = &huma.RequestBody{Required: true, Content: content}
}

func anys(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}
