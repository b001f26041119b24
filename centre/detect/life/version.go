package life

import (
	"slices"
	"strings"
	"unicode/utf8"

	"fanzha/base/access"
	"fanzha/term/fault"
	"fanzha/term/region"
	"fanzha/term/when"
)

// State is where a version stands; doc.go says whose turn each is.
type State string

// The states.
const (
	Draft     State = "draft"     // 草稿
	Shadow    State = "shadow"    // 影子
	Proposed  State = "proposed"  // 待复核
	Published State = "published" // 已发布
	Paused    State = "paused"    // 已暂停
	Retired   State = "retired"   // 已停用
	Discarded State = "discarded" // 已作废
)

// States are all of them.
var States = []State{Draft, Shadow, Proposed, Published, Paused, Retired, Discarded}

// Origin is where a version came from.
type Origin string

// The origins.
const (
	Shipped Origin = "shipped" // with the program
	Folder  Origin = "folder"  // DIR/scenarios
	Own     Origin = "own"     // written here
	Hub     Origin = "hub"     // from another centre
)

// Stored says whether the text is in force from the records, not from a folder.
func (o Origin) Stored() bool { return o == Own || o == Hub }

// Act is one thing that is done to a version.
type Act string

// The acts.
const (
	ActWrite    Act = "write"
	ActImport   Act = "import"
	ActShip     Act = "ship"
	ActSave     Act = "save"
	ActTested   Act = "tested"
	ActShadow   Act = "shadow"
	ActUnshadow Act = "unshadow"
	ActPropose  Act = "propose" // the first signature
	ActSign     Act = "sign"    // the second one: in force
	ActRefuse   Act = "refuse"
	ActPause    Act = "pause"
	ActResume   Act = "resume"
	ActRetire   Act = "retire"
	ActReplace  Act = "replace" // another version of the code took over
	ActDiscard  Act = "discard"
)

// moves is the whole lifecycle. What is not in it is refused as ErrState.
var moves = map[State]map[Act]State{
	"":        {ActWrite: Draft, ActImport: Draft, ActShip: Published},
	Draft:     {ActSave: Draft, ActTested: Draft, ActShadow: Shadow, ActPropose: Proposed, ActDiscard: Discarded}, // the author's
	Shadow:    {ActTested: Shadow, ActUnshadow: Draft, ActPropose: Proposed, ActDiscard: Discarded},               // the clock's, then the author's
	Proposed:  {ActTested: Proposed, ActSign: Published, ActRefuse: Draft},                                        // the second person's
	Published: {ActPause: Paused, ActRetire: Retired, ActReplace: Retired},                                        // in force
	Paused:    {ActResume: Published, ActRetire: Retired, ActReplace: Retired},                                    // a leader's
	Retired:   {},
	Discarded: {},
}

// rightOf is what each act of a person needs. A pause is one person's, with a reason: a scenario that floods the desk must stop now.
var rightOf = map[Act]access.Right{
	ActSave: access.ScenarioWork, ActShadow: access.ScenarioWork, ActUnshadow: access.ScenarioWork, ActPropose: access.ScenarioWork,
	ActDiscard: access.ScenarioWork, ActPause: access.ScenarioWork, ActSign: access.ScenarioApprove, ActRefuse: access.ScenarioApprove,
	ActResume: access.ScenarioApprove, ActRetire: access.ScenarioApprove,
}

// order is how acts are offered.
var order = []Act{ActSave, ActShadow, ActUnshadow, ActPropose, ActSign, ActRefuse, ActPause, ActResume, ActRetire, ActDiscard}

// Who is a person who acted, when, and in which words.
type Who struct {
	User string      `json:"user,omitempty"`
	Name string      `json:"name,omitempty"`
	At   when.Micros `json:"at,omitempty"`
	Note string      `json:"note,omitempty"`
}

// Problem is what is wrong with a text. Line and Column are 0 where it has no place (an example that does not hold).
type Problem struct {
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Why    string `json:"why"`
}

// Version is one text of a scenario with its life.
type Version struct {
	ID     string      `json:"-"`
	Code   string      `json:"-"`
	Number int64       `json:"-"` // the file's version; higher with every text of a code
	Unit   string      `json:"-"` // whose it is, 12 digits
	State  State       `json:"-"`
	Origin Origin      `json:"-"`
	Hash   string      `json:"-"` // of Text
	At     when.Micros `json:"-"` // made
	Rev    int64       `json:"-"` // raised by every act
	Text   string      `json:"-"`

	Lists Layer `json:"lists,omitempty"` // that came with it: path to text

	NameZH string `json:"name_zh"`
	NameEN string `json:"name_en"`
	Family string `json:"family"`
	Level  string `json:"level"`
	Fraud  string `json:"fraud"`

	Problems  []Problem `json:"problems,omitempty"`
	Locked    bool      `json:"locked,omitempty"` // has run in shadow: its text stands
	From      string    `json:"from,omitempty"`   // hub: hash of the scenario as it came
	FromUnit  string    `json:"from_unit,omitempty"`
	Tested    string    `json:"tested,omitempty"`       // hash of the text that the last finished back-test ran
	Job       string    `json:"job,omitempty"`          // that back-test
	Precision int64     `json:"precision_pm,omitempty"` // … and its precision, permille, -1: not known

	ShadowAt when.Micros `json:"shadow_at,omitempty"` // since when it runs beside the live set
	Urgent   string      `json:"urgent,omitempty"`    // why it was signed without the shadow it needs
	Off      bool        `json:"off,omitempty"`       // retired without another taking over: the code is out of force
	LiveAt   when.Micros `json:"live_at,omitempty"`

	Made     Who `json:"made"`
	Proposed Who `json:"proposed"` // the first signature
	Signed   Who `json:"signed"`   // the second one
	Last     Who `json:"last"`     // of the last act, with its reason
}

// LocalEdited says whether a version that came from a hub was changed here (本地修改).
func (v *Version) LocalEdited() bool { return v.From != "" && v.From != v.Hash }

// InShadow says whether it runs beside the live set.
func (v *Version) InShadow() bool {
	return v.State == Shadow || v.State == Proposed && v.ShadowAt != 0
}

// step looks an act up.
func (v *Version) step(a Act) error {
	to, ok := moves[v.State][a]
	if !ok {
		return fault.New(ErrState.Kind, ErrState.Code, "state", string(v.State), "act", string(a))
	}
	v.State = to
	return nil
}

// writer refuses who may not write scenarios: without the right, or not of a city's centre or above. A scenario is in force for the whole
// city, so no county writes one.
func writer(scope access.Scope) error {
	err := scope.Require(access.ScenarioWork)
	if err == nil && !atCity(scope) {
		err = ErrNotCity
	}
	return err
}

func atCity(scope access.Scope) bool {
	if scope.IsSystem() {
		return true
	}
	k := region.KindOf(scope.Unit)
	return k == region.Ministry || k == region.Province || k == region.City
}

// may says whether a caller has the right to an act. A pause is open to whoever writes and whoever approves.
func may(scope access.Scope, a Act) bool {
	return scope.Can(rightOf[a]) || a == ActPause && scope.Can(access.ScenarioApprove)
}

// Acts are what a caller may do to a version now.
func (v *Version) Acts(scope access.Scope) []Act {
	out := []Act{}
	for _, a := range order {
		_, ok := moves[v.State][a]
		switch {
		case !ok, !may(scope, a), !atCity(scope), v.Origin.Stored() && !scope.Covers(v.Unit):
		case a == ActSave && v.Locked:
		case a == ActSign && !v.apart(scope):
		default:
			out = append(out, a)
		}
	}
	return out
}

// apart is the four-eyes rule: who signs second neither wrote the text nor signed first.
func (v *Version) apart(scope access.Scope) bool {
	return scope.User != v.Made.User && scope.User != v.Proposed.User
}

// Bounds of what a person may write.
const (
	NoteMax  = 1000 // characters of a reason
	FieldMax = 100  // bytes of a code or an id
)

func mend(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(strings.TrimSpace(s), "\uFFFD"), "\x00", "\uFFFD")
}

func sound(s string) bool {
	return len(s) <= FieldMax && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}

func needNote(note string) error {
	if note == "" || utf8.RuneCountInString(note) > NoteMax {
		return ErrReason
	}
	return nil
}

// reasoned are the acts that say why.
var reasoned = []Act{ActRefuse, ActPause, ActResume, ActRetire, ActDiscard}

func needsReason(a Act) bool { return slices.Contains(reasoned, a) }
