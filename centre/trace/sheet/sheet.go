package sheet

import (
	"fanzha/centre/trace"
	"fanzha/centre/trace/sheet/statement"
	"fanzha/term/when"
)

// Sheet is one piece of an analyst's work.
type Sheet struct {
	ID          string
	Name        string
	Claim       string // the claim it belongs to; may be empty
	Unit        string // whose work it is
	CreatedAt   when.Micros
	CreatedBy   string
	CreatedName string
	UpdatedAt   when.Micros
	UpdatedName string
	Version     int64 // 1 when it is new; each entry of the log adds one
	Files       int64 // ready ones
	Rows        int64 // in them
}

// FileState is where a file stands.
type FileState string

// The states of a file.
const (
	Importing FileState = "importing"
	Ready     FileState = "ready"
	Failed    FileState = "failed"
)

// File is one imported statement.
type File struct {
	ID       string
	Sheet    string
	Unit     string
	Name     string
	SHA256   string // of its content, in hex
	Bytes    int64
	State    FileState
	Rows     int64 // taken over, so far
	Bad      int64
	Skipped  int64
	Map      statement.Map
	Faults   []statement.BadRow // the first ones
	Columns  string             // signature of its columns: files of one bank share it
	Error    string             // code of the fault that broke the reading off
	At       when.Micros
	BeatAt   when.Micros // the import was alive then
	By       string
	ByName   string
	Attached bool // in view; not stored
}

// Block is a part of a file's rows; see block.go.
type Block struct {
	Seq  int64
	Rows int64
	Data []byte
}

// Params says how the money is followed.
type Params struct {
	Rule       trace.Rule `json:"rule"`
	MaxHops    int        `json:"max_hops"`
	WindowH    int64      `json:"window_h"`
	HopWindowH int64      `json:"hop_window_h"`
	MinFen     int64      `json:"min_fen"`
	PerAccount int        `json:"per_account"`
	Limit      int        `json:"limit"`
}

// Trace is the same for centre/trace.
func (p Params) Trace() trace.Params {
	return trace.Params{MaxHops: p.MaxHops, Window: p.WindowH * int64(when.Hour), HopWindow: p.HopWindowH * int64(when.Hour), MinFen: p.MinFen,
		PerAccount: p.PerAccount, Limit: p.Limit}
}

// Kind is what an entry of the log did.
type Kind string

// The acts.
const (
	ActFile      Kind = "file" // a file came into view
	ActRoot      Kind = "root"
	ActParams    Kind = "params"
	ActNote      Kind = "note"
	ActMerge     Kind = "merge"
	ActSplit     Kind = "split"
	ActAddLeg    Kind = "add_leg"
	ActRemoveLeg Kind = "remove_leg"
	ActHide      Kind = "hide"
	ActUndo      Kind = "undo"
	ActRedo      Kind = "redo"
)

// Act is one act of the analyst; which fields count depends on its kind.
type Act struct {
	Kind      Kind        `json:"kind"`
	Transfers []string    `json:"transfers,omitempty"` // root
	Params    *Params     `json:"params,omitempty"`    // params
	Account   string      `json:"account,omitempty"`   // note, split, hide
	Note      string      `json:"note,omitempty"`      // note, add_leg
	Accounts  []string    `json:"accounts,omitempty"`  // merge
	Holder    string      `json:"holder,omitempty"`    // merge, add_leg
	From      string      `json:"from,omitempty"`      // add_leg
	To        string      `json:"to,omitempty"`        // add_leg
	At        when.Micros `json:"at,omitempty"`        // add_leg
	Fen       int64       `json:"fen,omitempty"`       // add_leg
	Leg       string      `json:"leg,omitempty"`       // remove_leg
	Hidden    bool        `json:"hidden,omitempty"`    // hide
	File      string      `json:"file,omitempty"`      // file
}

// Entry is one line of a sheet's log.
type Entry struct {
	Sheet  string
	Seq    int64 // the sheet's version after it
	Act    Act
	At     when.Micros
	By     string
	ByName string
}

// Leg is a movement that an analyst added by hand.
type Leg struct {
	ID       string
	From, To string
	Holder   string // of the receiver
	At       when.Micros
	Fen      int64
	Note     string
	By       string
}
