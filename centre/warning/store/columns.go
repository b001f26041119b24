package store

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"fanzha/centre/detect"
	"fanzha/centre/warning"
)

// never stands for "nothing is due" in the queue's order.
const never = math.MaxInt64

var targetColumns = strings.Fields(`id name id_number phone place unit merged_into last_warning first_at last_at hits version`)

func targetValues(t warning.Target) []any {
	return []any{
		t.ID, t.Name, string(t.IDNumber), string(t.Phone), t.Place, t.Unit, t.MergedInto, t.Last,
		int64(t.FirstAt), int64(t.LastAt), t.Hits, t.Version,
	}
}

func targetInto(t *warning.Target) []any {
	return []any{
		&t.ID, &t.Name, &t.IDNumber, &t.Phone, &t.Place, &t.Unit, &t.MergedInto, &t.Last,
		&t.FirstAt, &t.LastAt, &t.Hits, &t.Version,
	}
}

var warningColumns = strings.Fields(`id number target unit state family level evidence fraud scenario score reason_zh reason_en
	scenarios hits possible_loss_fen opened_at first_hit_at last_hit_at alert_at moved_at claimed_by claimed_name claimed_at
	graded_at contact_at reached_at next_at due_at due_what outcome note finished_at watch_until review_at review_hit finding
	review_note closed_at previous absorbed_by steps version level_rank due_sort loss_sort`)

// sortColumns are the last columns of a warning: written, never read into the domain.
const sortColumns = 3

func warningValues(w warning.Warning) []any {
	due := int64(w.DueAt)
	if due == 0 {
		due = never
	}
	return []any{
		w.ID, w.Number, w.Target, w.Unit, string(w.State), string(w.Family), string(w.Level), string(w.Evidence), w.Fraud,
		w.Scenario, w.Score, w.ReasonZH, w.ReasonEN, " " + strings.Join(w.Scenarios, " ") + " ", w.Hits, w.PossibleLossFen,
		int64(w.OpenedAt), int64(w.FirstHitAt), int64(w.LastHitAt), int64(w.AlertAt), int64(w.MovedAt),
		w.ClaimedBy, w.ClaimedName, int64(w.ClaimedAt), int64(w.GradedAt), int64(w.ContactAt), int64(w.ReachedAt), int64(w.NextAt),
		int64(w.DueAt), w.DueWhat, string(w.Outcome), w.Note, int64(w.FinishedAt), int64(w.WatchUntil), int64(w.ReviewAt),
		w.ReviewHit, string(w.Finding), w.ReviewNote, int64(w.ClosedAt), w.Previous, w.Into, w.Steps, w.Version,
		w.Level.Rank(), due, -w.PossibleLossFen,
	}
}

// words reads the list of scenarios.
type words struct{ into *[]string }

// Scan implements sql.Scanner.
func (w words) Scan(v any) error {
	switch text := v.(type) {
	case string:
		*w.into = strings.Fields(text)
	case []byte:
		*w.into = strings.Fields(string(text))
	default:
		return fmt.Errorf("scenarios: unexpected %T", v)
	}
	return nil
}

func warningInto(w *warning.Warning) []any {
	return []any{
		&w.ID, &w.Number, &w.Target, &w.Unit, &w.State, &w.Family, &w.Level, &w.Evidence, &w.Fraud,
		&w.Scenario, &w.Score, &w.ReasonZH, &w.ReasonEN, words{&w.Scenarios}, &w.Hits, &w.PossibleLossFen,
		&w.OpenedAt, &w.FirstHitAt, &w.LastHitAt, &w.AlertAt, &w.MovedAt,
		&w.ClaimedBy, &w.ClaimedName, &w.ClaimedAt, &w.GradedAt, &w.ContactAt, &w.ReachedAt, &w.NextAt,
		&w.DueAt, &w.DueWhat, &w.Outcome, &w.Note, &w.FinishedAt, &w.WatchUntil, &w.ReviewAt,
		&w.ReviewHit, &w.Finding, &w.ReviewNote, &w.ClosedAt, &w.Previous, &w.Into, &w.Steps, &w.Version,
	}
}

var hitColumns = strings.Fields(`id scenario version hash family level score fraud at source signal kind phone person_id name
	place peer url payee amount_fen reason_zh reason_en evidence part unit target warning opened recorded_at`)

func hitValues(h warning.Hit) ([]any, error) {
	evidence := h.Evidence
	if evidence == nil {
		evidence = []detect.Evidence{}
	}
	raw, err := json.Marshal(evidence)
	if err != nil {
		return nil, fmt.Errorf("write evidence: %w", err)
	}
	return []any{
		h.ID, h.Scenario, h.Version, h.Hash, h.Family, h.Level, h.Score, h.Fraud, int64(h.At), h.Source, h.Signal, h.Kind,
		string(h.Phone), string(h.PersonID), h.Name, h.Place, string(h.Peer), string(h.URL), string(h.Payee), h.AmountFen,
		h.ReasonZH, h.ReasonEN, string(raw), h.Partition, h.Unit, h.Target, h.Warning, h.Opened, int64(h.RecordedAt),
	}, nil
}

func scanHit(scan func(...any) error) (warning.Hit, error) {
	var h warning.Hit
	var raw string
	err := scan(&h.ID, &h.Scenario, &h.Version, &h.Hash, &h.Family, &h.Level, &h.Score, &h.Fraud, &h.At, &h.Source, &h.Signal,
		&h.Kind, &h.Phone, &h.PersonID, &h.Name, &h.Place, &h.Peer, &h.URL, &h.Payee, &h.AmountFen, &h.ReasonZH, &h.ReasonEN,
		&raw, &h.Partition, &h.Unit, &h.Target, &h.Warning, &h.Opened, &h.RecordedAt)
	if err != nil {
		return h, err
	}
	err = json.Unmarshal([]byte(raw), &h.Evidence)
	if err != nil {
		return h, fmt.Errorf("read evidence of hit %s: %w", h.ID, err)
	}
	if len(h.Evidence) == 0 {
		h.Evidence = nil
	}
	return h, nil
}

var stepColumns = strings.Fields(`warning n at actor actor_name unit verb from_state to_state level note`)

func stepValues(s warning.Step) []any {
	return []any{
		s.Warning, s.N, int64(s.At), s.Actor, s.ActorName, s.Unit, string(s.Verb), string(s.From), string(s.To), string(s.Level), s.Note,
	}
}

func stepInto(s *warning.Step) []any {
	return []any{&s.Warning, &s.N, &s.At, &s.Actor, &s.ActorName, &s.Unit, &s.Verb, &s.From, &s.To, &s.Level, &s.Note}
}

// list joins columns, each behind a table alias.
func list(alias string, columns []string) string {
	if alias == "" {
		return strings.Join(columns, ", ")
	}
	return alias + "." + strings.Join(columns, ", "+alias+".")
}

// The column lists of the two tables that are read together.
var (
	selectTarget  = list("t", targetColumns)
	selectWarning = list("w", warningColumns[:len(warningColumns)-sortColumns])
	selectHit     = list("h", hitColumns)
)

// excluded returns "a = excluded.a, b = excluded.b" for all columns but the key.
func excluded(columns []string) string {
	set := make([]string, 0, len(columns))
	for _, c := range columns[1:] {
		set = append(set, c+" = excluded."+c)
	}
	return strings.Join(set, ", ")
}
