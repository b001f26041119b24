package playbook

import (
	"context"
	"fmt"

	"fanzha/base/access"
	"fanzha/centre/detect"
	"fanzha/centre/upstream"
	"fanzha/centre/warning"
)

// Upstream is what the playbook asks of the room upstream about one order.
type Upstream interface {
	Automatic(ctx context.Context, order string) error
	Order(ctx context.Context, id string) (upstream.Order, error)
	Link(ctx context.Context, order, warning string) error
	Confirm(ctx context.Context, order string) error
}

// Returns is what the playbook asks of the room upstream about the orders that a warning fulfils.
type Returns interface {
	Finish(ctx context.Context, f upstream.Finish) error
	Relink(ctx context.Context, from, to string) error
}

// Evidence takes what is known of a person into the person's warning.
type Evidence interface {
	Record(ctx context.Context, b warning.Batch) (int, error)
	Hits(ctx context.Context, scope access.Scope, f warning.HitFilter) ([]warning.Hit, string, error)
}

// OrderedBy is the scenario of evidence that is an order from above.
const OrderedBy = "upstream_order"

// orderScore is the score of such evidence by level: somebody else has judged it already.
var orderScore = map[string]int{"urgent": 95, "high": 80, "medium": 60, "low": 40}

// signOrdered: what clearly belongs somewhere is acknowledged and distributed at once.
func (b Book) signOrdered(ctx context.Context, e Event) error {
	return b.Upstream.Automatic(ctx, e.Subject)
}

// warnOrdered: an order from above that is ours becomes evidence of the person's one warning, and goes its ordinary way from there. Where
// the work on that warning has ended already, its result is the answer.
func (b Book) warnOrdered(ctx context.Context, e Event) error {
	o, err := b.Upstream.Order(ctx, e.Subject)
	if err != nil || o.State != upstream.Distributed || o.Child != "" {
		return err
	}
	hit := detect.Hit{
		ID: OrderedBy + "/" + o.ID, Scenario: OrderedBy, Version: 1, Family: o.Matter.Family, Level: o.Matter.Level, Score: orderScore[o.Matter.Level],
		Fraud: o.Matter.Fraud, At: min(o.GivenAt, o.InAt), Source: "upstream", Signal: o.ID, Kind: "order", Phone: o.Person.Phone, Name: o.Person.Name,
		Place: o.Person.Place, ReasonZH: fmt.Sprintf("上级预警指令%s：%s", o.Theirs, o.Matter.Text), ReasonEN: fmt.Sprintf("Order %s from above: %s", o.Theirs, o.Matter.Text),
		Evidence: []detect.Evidence{{Name: "order", Value: o.Theirs}},
	}
	_, err = b.Evidence.Record(ctx, warning.Batch{Hits: []detect.Hit{hit}})
	if err != nil {
		return err
	}
	id, err := b.warningOf(ctx, hit, o)
	if err != nil {
		return err
	}
	err = b.Upstream.Link(ctx, o.ID, id)
	if err != nil {
		return err
	}
	v, err := b.Warnings.View(ctx, centre(), id)
	if err != nil || v.FinishedAt == 0 {
		return err
	}
	return b.Returns.Finish(ctx, finish(v))
}

// hitPages bounds the search for the warning of fresh evidence: it is among the latest, unless the centre was away for long.
const hitPages = 50

func (b Book) warningOf(ctx context.Context, hit detect.Hit, o upstream.Order) (string, error) {
	f := warning.HitFilter{Scenario: OrderedBy, From: o.PassedAt, Limit: 200}
	for range hitPages {
		list, next, err := b.Evidence.Hits(ctx, centre(), f)
		if err != nil {
			return "", err
		}
		for _, h := range list {
			if h.ID == hit.ID && h.Warning != "" {
				return h.Warning, nil
			}
		}
		if next == "" {
			break
		}
		f.Cursor = next
	}
	return "", upstream.ErrNotFound
}

// recallOrdered: when the giver takes an order back, a warning that stands on nothing else ends; one with other evidence goes on. Then
// nobody works on the order any more, and the giver is told.
func (b Book) recallOrdered(ctx context.Context, e Event) error {
	o, err := b.Upstream.Order(ctx, e.Subject)
	if err != nil || o.State != upstream.Withdrawing || o.Child != "" {
		return err
	}
	if o.Warning != "" {
		v, err := b.Warnings.View(ctx, centre(), o.Warning)
		if err != nil {
			return err
		}
		if v.Active() && v.Hits == 1 && v.Scenario == OrderedBy {
			// The end of the warning would return the order with a result. That event comes after this one, when the order is confirmed.
			_, err = b.Warnings.Close(ctx, centre(), warning.CloseCmd{ID: v.ID, Outcome: warning.FalseAlarm, Note: "上级撤回指令：" + o.Note})
			if err != nil {
				return err
			}
		}
	}
	return b.Upstream.Confirm(ctx, o.ID)
}

// returnOrdered: when the work on a warning has ended, the orders from above that it fulfils are returned with its result. A warning that
// was taken into another hands its orders on.
func (b Book) returnOrdered(ctx context.Context, e Event) error {
	n, err := warning.ReadNotice(e.Body)
	if err != nil {
		return unreadable(e, err)
	}
	if n.Into != "" {
		return b.Returns.Relink(ctx, e.Subject, n.Into)
	}
	v, err := b.Warnings.View(ctx, centre(), e.Subject)
	if err != nil || v.FinishedAt == 0 {
		return err
	}
	return b.Returns.Finish(ctx, finish(v))
}

// finish is the result of a warning as its giver is told: the outcome, and what was lost where something was.
func finish(v warning.View) upstream.Finish {
	f := upstream.Finish{Warning: v.ID, Result: string(v.Outcome), Note: v.Note}
	if v.Outcome == warning.Lost || v.Outcome == warning.LostStopped {
		f.LossFen = v.PossibleLossFen
	}
	return f
}
