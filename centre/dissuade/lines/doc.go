// Package lines (并行劝阻) keeps the lines on which a person at risk is looked for and spoken to at the same time: own calls, relatives,
// the station's visit, help of a bank or a carrier, help of another unit, and the transfer to another district.
//
// Words. A Plan (劝阻计划) belongs to one warning and holds its next step with a time. A Line (线路) is one way that was opened; its
// clock runs until somebody answers. Own calls and visits are recorded as attempts by dissuade and are read from there.
//
// States of a plan, and whose turn it is:
//
//	trying          劝阻中        the unit that has the warning takes the next step
//	away            暂时找不到    the same, at the time that was named
//	not_found_asked 待复核        a second officer confirms that the person is not to be found, or sends the search on
//	not_found       确实找不到    looked for again at the next time; any sign of life sets the search going at once
//	refused         拒绝劝阻      the unit works through the list of what can be tried, and escalates
//	escalated       已上报        a leader settles how to go on
//	ended           已结束        the warning is over
//
// States of a line: open (own line), asked, taken, and the ends done, refused, returned, stopped. A request that was refused or returned
// gives the plan a next step: its giver reads the answer. A line that was given stays on the giver's list until it has ended.
//
// Invariants:
//   - a plan that has not ended has a next step and a time; the database holds it too;
//   - a line that has not ended has a clock;
//   - not_found_asked needs every entry of the checklist on record, and who asked is not who confirms;
//   - what the checklist counts are attempts and steps on record; nobody ticks it;
//   - an event that comes twice changes nothing the second time.
//
// Who sees what: the unit that has the warning, and those above it, see plan and lines. A unit or bank that is asked sees its own
// request and nothing else.
//
// What it does not do: it calls nobody and moves no order; a transfer that was taken is carried out by the playbook.
package lines
