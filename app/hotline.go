package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"fanzha/app/calling"
	"fanzha/base/access"
	"fanzha/base/id"
	"fanzha/centre/hotline"
	hotlinestore "fanzha/centre/hotline/store"
	"fanzha/centre/signal"
	"fanzha/centre/stoppay"
	apihotline "fanzha/edge/api/hotline"
	"fanzha/rulebook"
	"fanzha/term/fault"
)

// openHotline makes the desk of the hotline.
func (c *Centre) openHotline(context.Context) error {
	raw, err := rulebook.FS.ReadFile("hotline.yaml")
	if err != nil {
		return fmt.Errorf("rulebook/hotline.yaml: %w", err)
	}
	rules, err := hotline.ParseRules(raw)
	if err != nil {
		return err
	}
	newID := id.New(c.clock.Now, rand.Reader).New
	c.calling, err = calling.Open(calling.Options{
		Server: c.settings.SIP, Desk: func() calling.Desk { return c.hotline }, Accounts: c.People, NewID: newID, Log: c.log,
		Unit: func(ctx context.Context) (string, error) { return c.People.Responsible(ctx, "") },
	})
	if err != nil {
		return err
	}
	kept := hotlinestore.New(c.records)
	c.hotline = hotline.New(hotline.Options{
		Tickets: kept, Notes: kept, Telephony: c.calling, Clock: c.clock, Rules: rules, NewID: newID,
	})
	return nil
}

// fromCall takes the victim's number from the call that a claim grows out of, and names the call in the claim's cause.
func (c *Centre) fromCall(ctx context.Context, scope access.Scope, ticket string, cmd *stoppay.OpenCmd) error {
	phone, err := c.hotline.Caller(ctx, scope, ticket)
	if err != nil {
		return err
	}
	if cmd.Victim.Phone == "" {
		cmd.Victim.Phone = phone
	}
	cmd.Source, cmd.Cause = "hotline", hotline.CauseOf(ticket, cmd.Cause)
	return nil
}

// hotlineServices are what the console's page of the desk stands on.
func (c *Centre) hotlineServices() apihotline.Services {
	return apihotline.Services{Hotline: c.hotline, Warnings: c.warnings, Claims: c.money.Stops, Cases: c.cases, Reporter: caller{c.intake}, Texts: c.texts.Rules(), Clock: c.clock}
}

// hotlineSource is the source of reports that the desk hands in.
const hotlineSource = "hotline"

// caller makes a call known as a report: detection raises the warning, and the station gets its order.
type caller struct{ intake *signal.Intake }

// Report implements apihotline.Reporter.
func (w caller) Report(ctx context.Context, r apihotline.Report) error {
	fields := map[string]any{
		"id": r.ID, "time": r.At.Time().Format(time.RFC3339Nano), "phone": string(r.Phone), "channel": "96110", "text": r.Text,
	}
	if r.Fraud != "" {
		fields["fraud"] = r.Fraud
	}
	if r.LossFen > 0 {
		fields["lost"], fields["amount_fen"] = true, r.LossFen
	}
	body, err := json.Marshal(fields)
	if err != nil {
		return fmt.Errorf("write signal: %w", err)
	}
	receipt, err := w.intake.Accept(ctx, signal.Request{Source: hotlineSource, Kind: signal.Report, Document: true, Body: bytes.NewReader(body)})
	if err == nil && receipt.Rejected > 0 {
		err = errNotReported
	}
	return err
}

var errNotReported = fault.New(fault.Invalid, "app.call_not_reported")
