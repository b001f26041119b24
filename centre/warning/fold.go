package warning

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"fanzha/base/access"
	"fanzha/centre/detect"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// folder folds a batch of hits into what is known. It is pure: the store may run it again on newer knowledge.
type folder struct {
	rules  Rules
	newID  func() string
	now    when.Micros
	unitOf map[string]string // place → unit
	batch  Batch

	out      Change
	targets  map[string]*Target
	byPhone  map[ident.Phone]*Target
	byID     map[ident.IDNumber]*Target
	warnings map[string]*Warning
	of       map[string][]*Warning // by target
	dirtyT   []*Target             // in the order in which they were touched
	dirtyW   []*Warning
	isDirty  map[string]bool
	linked   []ident.Phone     // phones that nobody had
	into     map[string]string // absorbed warning → the one that took it in
}

// check refuses a batch with a hit that detection should never have made.
func (f *folder) check() error {
	for _, h := range f.batch.Hits {
		if h.ID == "" || h.Scenario == "" || Level(h.Level).Rank() == len(Levels) || h.Family != string(Fund) && h.Family != string(Contact) {
			bad := *ErrHitInvalid
			bad.Args = []any{"hit", h.ID, "scenario", h.Scenario}
			return &bad
		}
	}
	return nil
}

// fold computes the change that the batch makes.
func (f *folder) fold(k Known) (Change, error) {
	f.load(k)
	seen := map[string]bool{}
	for _, h := range f.batch.Hits {
		if k.Hits[h.ID] || seen[h.ID] {
			continue
		}
		seen[h.ID] = true
		h.Name, h.ReasonZH, h.ReasonEN = storable(h.Name), storable(h.ReasonZH), storable(h.ReasonEN)
		err := f.take(h)
		if err != nil {
			return Change{}, err
		}
	}
	return f.finish()
}

func (f *folder) load(k Known) {
	f.out = Change{Partition: f.batch.Partition, Seq: f.batch.Seq}
	f.targets, f.warnings, f.of = map[string]*Target{}, map[string]*Warning{}, map[string][]*Warning{}
	f.byPhone, f.byID = map[ident.Phone]*Target{}, map[ident.IDNumber]*Target{}
	f.dirtyT, f.dirtyW, f.linked = nil, nil, nil
	f.isDirty, f.into = map[string]bool{}, map[string]string{}
	for i := range k.Targets {
		f.know(&k.Targets[i])
	}
	for i := range k.Warnings {
		w := &k.Warnings[i]
		f.warnings[w.ID] = w
		f.of[w.Target] = append(f.of[w.Target], w)
	}
}

// know puts a target into the directories.
func (f *folder) know(t *Target) {
	f.targets[t.ID] = t
	if t.IDNumber != "" {
		f.byID[t.IDNumber] = t
	}
	for _, p := range t.Phones {
		f.byPhone[p] = t
	}
}

// take puts one new hit where it belongs.
func (f *folder) take(h detect.Hit) error {
	t, err := f.person(h)
	if err != nil {
		return err
	}
	stored := Hit{Hit: h, Partition: f.batch.Partition, RecordedAt: f.now, Unit: f.unitOf[placeOf(h)]}
	if t != nil {
		t.see(h, f.unitOf)
		w, opened, err := f.place(t, h)
		if err != nil {
			return err
		}
		stored.Target, stored.Warning, stored.Unit, stored.Opened = t.ID, w.ID, w.Unit, opened
	}
	f.out.Hits = append(f.out.Hits, stored)
	return nil
}

// person finds or makes the target of a hit; nil when the hit names nobody. An identity number decides over a phone: phones
// are shared in a family and sold on.
func (f *folder) person(h detect.Hit) (*Target, error) {
	byID, byPhone := f.byID[h.PersonID], f.byPhone[h.Phone]
	switch {
	case h.PersonID == "" && h.Phone == "":
		return nil, nil
	case byID != nil && byPhone != nil && byID != byPhone && byPhone.IDNumber == "":
		err := f.merge(byPhone, byID)
		f.touch(byID)
		return byID, err
	case byID != nil:
		f.link(byID, h.Phone)
		return byID, nil
	case byPhone != nil && (h.PersonID == "" || byPhone.IDNumber == ""):
		f.identify(byPhone, h.PersonID)
		return byPhone, nil
	}
	t := &Target{ID: f.newID(), FirstAt: h.At, Place: h.Place, Unit: f.unitOf[placeOf(h)]}
	f.targets[t.ID] = t
	f.identify(t, h.PersonID)
	f.link(t, h.Phone)
	return t, nil
}

func (f *folder) identify(t *Target, id ident.IDNumber) {
	f.touch(t)
	if id != "" {
		t.IDNumber = id
		f.byID[id] = t
	}
}

// link gives a phone to a target unless somebody has it.
func (f *folder) link(t *Target, p ident.Phone) {
	f.touch(t)
	if p == "" || f.byPhone[p] != nil {
		return
	}
	t.Phones = append(t.Phones, p)
	f.byPhone[p] = t
	f.linked = append(f.linked, p)
}

// see notes what a hit tells about the person. The newest place decides which unit answers; a hit without a place, or from
// the same place, leaves the unit as it is, so that a transfer made by officers stands.
func (t *Target) see(h detect.Hit, unitOf map[string]string) {
	t.Hits++
	t.FirstAt = min(t.FirstAt, h.At)
	if h.Name != "" && (t.Name == "" || h.At >= t.LastAt) {
		t.Name = h.Name
	}
	if h.At >= t.LastAt && slices.Contains(t.Phones, h.Phone) {
		t.Phone = h.Phone
	}
	if t.Phone == "" && len(t.Phones) > 0 {
		t.Phone = t.Phones[0]
	}
	if h.Place != "" && h.Place != t.Place && h.At >= t.LastAt {
		t.Place, t.Unit = h.Place, unitOf[h.Place]
	}
	t.LastAt = max(t.LastAt, h.At)
}

// place finds the warning that a hit belongs to, or opens one.
func (f *folder) place(t *Target, h detect.Hit) (w *Warning, opened bool, err error) {
	active, watched, last := f.standing(t)
	if h.Kind == "report" && watched != nil && !knownLoss(watched, h) {
		err = f.do(watched, Act{Verb: Reopened, Hit: h.ID})
		if err != nil {
			return nil, false, err
		}
		watched.moved(h)
		last = watched
	}
	switch {
	case active != nil:
		return active, false, f.strengthen(active, h)
	case last != nil && f.dealtWith(last, h):
		f.touchW(last)
		last.add(h)
		return last, false, nil
	}
	w, err = f.open(t, h)
	return w, true, err
}

// standing returns the target's active warning, the one under watch, and the latest one, each nil when there is none.
func (f *folder) standing(t *Target) (active, watched, last *Warning) {
	for _, w := range f.of[t.ID] {
		if w.Active() {
			active = w
		}
		if w.State == Watching && (watched == nil || w.OpenedAt > watched.OpenedAt) {
			watched = w
		}
		if w.ID == t.Last {
			last = w
		}
	}
	return active, watched, last
}

// knownLoss recognises the report of the very loss that the work on the warning has ended with.
func knownLoss(w *Warning, h detect.Hit) bool {
	return h.At <= w.FinishedAt && (w.Outcome == Lost || w.Outcome == LostStopped) || !lost(h)
}

// lost says whether a report tells of money that has moved. A scenario that looked at the field shows it in its evidence;
// a report of which nothing is known counts as a loss: a review too many is cheaper than one too few.
func lost(h detect.Hit) bool {
	if h.Kind != "report" {
		return false
	}
	for _, e := range h.Evidence {
		if e.Name == "lost" {
			v, err := strconv.ParseBool(e.Value)
			return err != nil || v
		}
	}
	return true
}

// dealtWith says whether a hit adds nothing to a warning on which the work has ended: what happened before the work ended,
// what belongs to a review, and contacts inside the quiet time. Money that moves after the work has ended is never quiet,
// and neither is anything above the level that was dealt with.
func (f *folder) dealtWith(w *Warning, h detect.Hit) bool {
	if w.State == InReview && h.Kind == "report" {
		return true
	}
	if Level(h.Level).Above(w.Evidence) {
		return false
	}
	quiet := h.Family == string(Contact) && h.At-w.AlertAt < f.rules.Quiet(w.Level)
	return h.At <= w.FinishedAt || quiet
}

// open starts a new warning with its first hit.
func (f *folder) open(t *Target, h detect.Hit) (*Warning, error) {
	w := &Warning{
		ID: f.newID(), Target: t.ID, Unit: t.Unit, Family: Family(h.Family), Level: Level(h.Level), Evidence: Level(h.Level),
		OpenedAt: f.now, FirstHitAt: h.At, AlertAt: h.At, Previous: t.Last,
	}
	w.add(h)
	f.warnings[w.ID] = w
	f.of[t.ID] = append(f.of[t.ID], w)
	t.Last = w.ID
	return w, f.do(w, Act{Verb: Raised, Note: h.Scenario})
}

// strengthen adds a hit to an active warning and announces it when it is stronger, or when the quiet time is over.
func (f *folder) strengthen(w *Warning, h detect.Hit) error {
	was := w.Evidence
	f.touchW(w)
	w.add(h)
	level := Level(h.Level)
	switch {
	case level.Above(w.Level) && f.mayRaise(w, was, h):
		w.AlertAt = max(w.AlertAt, h.At)
		return f.do(w, Act{Verb: LevelRaised, Level: level, Note: h.Scenario})
	case h.At-w.AlertAt >= f.rules.Quiet(w.Level):
		w.AlertAt = h.At
		return f.do(w, Act{Verb: Repeated, Note: h.Scenario})
	}
	return nil
}

// mayRaise protects an officer's grading: evidence of a level that he has already judged raises the warning again only after
// that level's quiet time. Stronger evidence than he saw raises it at once.
func (f *folder) mayRaise(w *Warning, was Level, h detect.Hit) bool {
	level := Level(h.Level)
	return w.GradedAt == 0 || level.Above(was) || h.At-w.GradedAt >= f.rules.Quiet(level)
}

// add counts a hit as evidence.
func (w *Warning) add(h detect.Hit) {
	w.Hits++
	w.FirstHitAt = min(w.FirstHitAt, h.At)
	w.LastHitAt = max(w.LastHitAt, h.At)
	w.PossibleLossFen = max(w.PossibleLossFen, h.AmountFen)
	w.moved(h)
	i, known := slices.BinarySearch(w.Scenarios, h.Scenario)
	if !known {
		w.Scenarios = slices.Insert(w.Scenarios, i, h.Scenario)
	}
	if h.Family == string(Fund) {
		w.Family = Fund
	}
	level := Level(h.Level)
	newest := h.Scenario == w.Scenario && h.Score == w.Score && h.At == w.LastHitAt // its reason names what is known by now
	if w.Scenario == "" || level.Above(w.Evidence) || level == w.Evidence && (h.Score > w.Score || newest) {
		w.Evidence, w.Score, w.Scenario, w.Fraud = level, h.Score, h.Scenario, h.Fraud
		w.ReasonZH, w.ReasonEN = h.ReasonZH, h.ReasonEN
	}
}

// moved notes when money was first seen to move.
func (w *Warning) moved(h detect.Hit) {
	transfer := h.Kind == "transfer" && h.AmountFen > 0
	if (transfer || lost(h)) && (w.MovedAt == 0 || h.At < w.MovedAt) {
		w.MovedAt = h.At
	}
}

// do runs a step of the centre's own on a warning.
func (f *folder) do(w *Warning, a Act) error {
	a.By, a.At = actorOf(access.System()), f.now
	was := w.Level
	after, step, err := Decide(*w, a, f.rules)
	if err != nil {
		return fmt.Errorf("fold %s into warning: %w", a.Verb, err)
	}
	*w = after
	f.touchW(w)
	if step == nil {
		return nil
	}
	event, err := eventOf(after, *step, was)
	if err != nil {
		return err
	}
	f.out.Steps = append(f.out.Steps, *step)
	f.out.Events = append(f.out.Events, event)
	return nil
}

func (f *folder) touch(t *Target) {
	if !f.isDirty[t.ID] {
		f.isDirty[t.ID] = true
		f.dirtyT = append(f.dirtyT, t)
	}
}

func (f *folder) touchW(w *Warning) {
	if !f.isDirty[w.ID] {
		f.isDirty[w.ID] = true
		f.dirtyW = append(f.dirtyW, w)
	}
}

// finish collects what was touched. Hits that went to a target or warning that was merged later in the batch follow it.
func (f *folder) finish() (Change, error) {
	for _, t := range f.dirtyT {
		t.Version++
		f.out.Targets = append(f.out.Targets, *t)
	}
	for _, w := range f.dirtyW {
		w.Version++
		f.out.Warnings = append(f.out.Warnings, *w)
	}
	for _, p := range f.linked {
		t := f.byPhone[p]
		f.out.Phones = append(f.out.Phones, Link{Phone: p, Target: t.ID, N: slices.Index(t.Phones, p)})
	}
	notice := HitsNotice{Recorded: len(f.out.Hits), Scenarios: map[string]int{}}
	for i := range f.out.Hits {
		h := &f.out.Hits[i]
		notice.Scenarios[h.Scenario]++
		if h.Target == "" {
			notice.Unattributed++
			continue
		}
		for f.targets[h.Target].MergedInto != "" {
			h.Target = f.targets[h.Target].MergedInto
		}
		for f.into[h.Warning] != "" {
			h.Warning = f.into[h.Warning]
		}
	}
	if len(f.out.Hits) == 0 {
		return f.out, nil
	}
	body, err := json.Marshal(notice)
	if err != nil {
		return Change{}, fmt.Errorf("write hits notice: %w", err)
	}
	f.out.Events = append(f.out.Events, Event{Kind: EventHits, Subject: strconv.Itoa(f.batch.Partition), At: f.now, Body: body})
	return f.out, nil
}
