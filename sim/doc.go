// Package sim (云河市) is a fictional city that the centre can be run on: people with households and habits, their ordinary
// calls, messages, visits and payments, and the ten national fraud types as scripts that act on chosen people step by step
// (contact → trust → task → money). What partners would see of it is handed out as NDJSON for the public intake; what really
// happened (the hidden truth) stays here and is only used to keep the score.
//
// Everything is a function of the options: the same seed gives the same bytes, whatever the wall clock says. The city is
// generated in quanta of one second of event time, so the size of a caller's step changes nothing either.
//
// The package does not import the centre. It speaks to it over the wire like a real partner (sim/wire), and simulated desk
// operators and station officers (sim/staff) work through the console like real ones.
//
// All names, numbers, accounts, sites and texts are invented. Area codes start with 99, which GB/T 2260 has not assigned;
// bank identification numbers start with 99000; sites end in .example (RFC 2606).
package sim
