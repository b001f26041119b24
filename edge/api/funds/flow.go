package funds

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fanzha/edge/api"
	"net/http"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// FlowNode is one account, holder or exit in the picture of a claim's money.
type FlowNode struct {
	ID         string `json:"id"`
	Label      string `json:"label"`
	BankName   string `json:"bank_name"`
	Layer      int    `json:"layer" doc:"0 is the victim."`
	Kind       string `json:"kind"`
	Exit       string `json:"exit" doc:"Code of the exit; empty for accounts."`
	HeldFen    int64  `json:"held_fen"`
	TaintedFen int64  `json:"tainted_fen"`
	Arrived    string `json:"arrived"`
}

// FlowLink is what went from one node to another.
type FlowLink struct {
	Source     string `json:"source"`
	Target     string `json:"target"`
	Fen        int64  `json:"fen"`
	TaintedFen int64  `json:"tainted_fen"`
	At         string `json:"at" doc:"Of the first movement."`
	Count      int    `json:"count"`
}

// FlowExit sums what left by one kind of exit.
type FlowExit struct {
	Coded
	Fen   int64 `json:"fen"`
	Count int   `json:"count"`
}

// Flow is the picture of a claim's money.
type Flow struct {
	Nodes        []FlowNode   `json:"nodes"`
	Links        []FlowLink   `json:"links"`
	Exits        []FlowExit   `json:"exits"`
	Conservation Conservation `json:"conservation"`
	Truncated    bool         `json:"truncated" doc:"More movements than a picture can show."`
}

// maxFlowLegs bounds a picture: more cannot be read.
const maxFlowLegs = 2000

type flowQuery struct {
	api.ByID
	From   string `query:"from"`
	To     string `query:"to"`
	MinFen int64  `query:"min_fen" minimum:"0"`
	Merge  string `query:"merge" enum:"holder,"`
}

func (a *desk) flowRoutes() {
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/claims/{id}/flow", ID: "claim-flow", Summary: "Where a claim's money went: accounts, movements, exits", Tag: "claims"},
		func(ctx context.Context, scope access.Scope, in *flowQuery) (Flow, error) {
			from, to, err := spanQuery{in.From, in.To}.span()
			if err != nil {
				return Flow{}, err
			}
			d, err := a.Stops.Claim(ctx, scope, in.ID)
			if err != nil {
				return Flow{}, err
			}
			f := flowOf{view: a.moneyView(ctx), file: d.File, byHolder: in.Merge == "holder", nodes: map[string]*FlowNode{}, links: map[[2]string]*FlowLink{}, exits: map[stoppay.Code]*FlowExit{}}
			return f.draw(from, to, in.MinFen), nil
		})
}

// flowOf draws one claim.
type flowOf struct {
	view      moneyView
	file      stoppay.File
	byHolder  bool
	nodes     map[string]*FlowNode
	links     map[[2]string]*FlowLink
	exits     map[stoppay.Code]*FlowExit
	holders   map[ident.Account]stoppay.Party
	truncated bool
}

func (f *flowOf) draw(from, to when.Micros, least int64) Flow {
	f.holders = map[ident.Account]stoppay.Party{}
	for _, l := range f.file.Legs {
		if l.To.Account != "" && l.To.Name != "" {
			f.holders[l.To.Account] = l.To
		}
	}
	n := 0
	for _, l := range f.file.Legs {
		if l.Fen < least || from != 0 && l.At < from || to != 0 && l.At >= to {
			continue
		}
		if n == maxFlowLegs {
			f.truncated = true
			break
		}
		n++
		f.add(l)
	}
	for _, o := range f.file.Orders {
		node := f.nodes[f.key(o.Target)]
		if node != nil && o.HoldState.Live() {
			node.HeldFen += o.HeldFen
		}
	}
	return f.result()
}

// key names the node of a party: by holder where asked for, else by account. The account itself stays unseen.
func (f *flowOf) key(p stoppay.Party) string {
	if f.byHolder && p.Name != "" {
		return "h" + shortHash(p.Name+"/"+p.Kind)
	}
	return "a" + shortHash(string(p.Account))
}

// shortHash names something that must not be seen, the same way each time.
func shortHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

func (f *flowOf) add(l stoppay.Leg) {
	source := f.node(f.source(l), max(0, l.Layer-1), 0)
	if l.Code == stoppay.CodePayment {
		source.TaintedFen += l.TaintedFen // nothing leads to the victim: the sum is what was paid
	}
	fate, _ := l.Code.Fate()
	var target *FlowNode
	if l.To.Account == "" || fate == stoppay.FateExit {
		target = f.exit(l)
	} else {
		target = f.node(l.To, l.Layer, l.At)
	}
	if source.ID == target.ID {
		return
	}
	link := f.links[[2]string{source.ID, target.ID}]
	if link == nil {
		link = &FlowLink{Source: source.ID, Target: target.ID, At: api.Stamp(l.At)}
		f.links[[2]string{source.ID, target.ID}] = link
	}
	link.Fen += l.Fen
	link.TaintedFen += l.TaintedFen
	link.Count++
	link.At = min(link.At, api.Stamp(l.At))
	target.TaintedFen += l.TaintedFen
}

// source is who a movement left: the victim for a payment, else the holder of the account.
func (f *flowOf) source(l stoppay.Leg) stoppay.Party {
	if l.Code == stoppay.CodePayment {
		return stoppay.Party{Account: "victim", Name: f.file.Claim.Victim.Name, Kind: "victim"}
	}
	p, known := f.holders[l.From]
	if !known {
		p = stoppay.Party{Account: l.From}
	}
	return p
}

func (f *flowOf) node(p stoppay.Party, layer int, arrived when.Micros) *FlowNode {
	key := f.key(p)
	n := f.nodes[key]
	if n == nil {
		label := strings.TrimSpace(ident.MaskName(p.Name) + " " + p.Account.Mask())
		if p.Kind == "victim" {
			label = ident.MaskName(p.Name)
		}
		n = &FlowNode{ID: key, Label: label, BankName: f.view.bank(p.Bank), Layer: layer, Kind: p.Kind, Arrived: api.Stamp(arrived)}
		f.nodes[key] = n
	}
	n.Layer = min(n.Layer, layer)
	return n
}

func (f *flowOf) exit(l stoppay.Leg) *FlowNode {
	words := codeText(l.Code)
	sum := f.exits[l.Code]
	if sum == nil {
		sum = &FlowExit{Coded: Coded{string(l.Code), words.zh, words.en}}
		f.exits[l.Code] = sum
	}
	sum.Fen += l.TaintedFen
	sum.Count++
	key := "x" + string(l.Code)
	n := f.nodes[key]
	if n == nil {
		n = &FlowNode{ID: key, Label: words.zh, Layer: l.Layer, Kind: "exit", Exit: string(l.Code), Arrived: api.Stamp(l.At)}
		f.nodes[key] = n
	}
	n.Layer = max(n.Layer, l.Layer)
	return n
}

func (f *flowOf) result() Flow {
	out := Flow{Nodes: []FlowNode{}, Links: []FlowLink{}, Exits: []FlowExit{}, Conservation: conservation(f.file), Truncated: f.truncated}
	for _, n := range f.nodes {
		out.Nodes = append(out.Nodes, *n)
	}
	for _, l := range f.links {
		out.Links = append(out.Links, *l)
	}
	for _, e := range f.exits {
		out.Exits = append(out.Exits, *e)
	}
	slices.SortFunc(out.Nodes, func(a, b FlowNode) int {
		if a.Layer != b.Layer {
			return a.Layer - b.Layer
		}
		return strings.Compare(a.ID, b.ID)
	})
	slices.SortFunc(out.Links, func(a, b FlowLink) int {
		return strings.Compare(a.At+a.Source+a.Target, b.At+b.Source+b.Target)
	})
	slices.SortFunc(out.Exits, func(a, b FlowExit) int { return strings.Compare(a.Code, b.Code) })
	return out
}
