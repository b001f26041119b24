package sim

import "fanzha/term/fraud"

// deed is one thing that happens in the course of a fraud.
type deed uint8

// The deeds. Some are the fraudster's, some the victim's.
const (
	doLure   deed = iota + 1 // first text
	doTrust                  // text that builds trust
	doPush                   // text that demands money
	doCall                   // call from the fraudster
	doVoip                   // call through an app, hardly visible
	doBack                   // the victim calls back
	doSite                   // the victim opens the site
	doApp                    // the victim opens the app
	doRemote                 // the victim opens a meeting or remote-control app
	doPay                    // the victim pays
	doReport                 // the victim tells the police
)

var deedNames = [...]string{"", "lure", "trust", "push", "call", "voip", "call_back", "site", "app", "remote", "pay", "report"}

// String is the name of the deed in truth files.
func (d deed) String() string { return deedNames[d] }

// beat is a step of a script: what happens, how many minutes after the end of the step before, in how many of a hundred
// courses, and how long it lasts (calls and visits).
type beat struct {
	do     deed
	lo, hi int // minutes
	pct    int
	dLo    int // seconds
	dHi    int
}

// script is one fraud type as a course of beats. The shares follow the order of frequency of the national list of 2024, the
// amounts its order of loss per case; both are shapes, not statistics.
type script struct {
	code     fraud.Type
	share    int // of a thousand courses
	ageLo    int
	ageHi    int
	fall     int // of a hundred targets, how many would pay if nobody came between
	median   int // yuan lost by those who pay
	sigma    float64
	payLo    int // number of payments
	payHi    int
	gapLo    int // minutes between payments
	gapHi    int
	rise     float64 // each payment is so many times the one before
	persuade int     // of a hundred conversations at the first stage, how many persuade
	foreign  int     // of a hundred calls, how many come from abroad
	virtual  int     // of a hundred calls, how many come from virtual operators
	before   []beat  // until the first payment
	between  []beat  // between payments
}

// scripts are the ten national types. Waits are minutes to days.
var scripts = [...]script{
	{code: fraud.BrushingRebate, share: 330, ageLo: 17, ageHi: 50, fall: 42, median: 18_000, sigma: 0.9, payLo: 3, payHi: 6,
		gapLo: 8, gapHi: 90, rise: 2.6, persuade: 76, foreign: 10, virtual: 50,
		before: []beat{
			{doLure, 0, 1, 95, 0, 0}, {doCall, 2, 40, 35, 30, 180}, {doSite, 5, 90, 85, 60, 900}, {doTrust, 10, 60, 70, 0, 0},
			{doApp, 5, 60, 80, 300, 2400}, {doVoip, 10, 90, 30, 60, 600}, {doPush, 10, 120, 60, 0, 0},
		},
		between: []beat{{doApp, 1, 10, 60, 120, 1500}, {doPush, 1, 8, 40, 0, 0}}},
	{code: fraud.FakeShopping, share: 150, ageLo: 15, ageHi: 62, fall: 46, median: 2_600, sigma: 0.8, payLo: 1, payHi: 3,
		gapLo: 10, gapHi: 240, rise: 1.3, persuade: 92, foreign: 3, virtual: 35,
		before: []beat{
			{doLure, 0, 1, 80, 0, 0}, {doSite, 3, 60, 85, 60, 1200}, {doTrust, 5, 60, 55, 0, 0}, {doCall, 5, 60, 20, 20, 150},
		},
		between: []beat{{doPush, 1, 8, 70, 0, 0}, {doSite, 1, 6, 30, 60, 400}}},
	{code: fraud.FakeInvestment, share: 125, ageLo: 26, ageHi: 68, fall: 34, median: 75_000, sigma: 1.0, payLo: 2, payHi: 6,
		gapLo: 90, gapHi: 1500, rise: 2.2, persuade: 58, foreign: 20, virtual: 40,
		before: []beat{
			{doLure, 0, 1, 90, 0, 0}, {doCall, 20, 400, 55, 60, 420}, {doSite, 10, 180, 75, 200, 2000}, {doTrust, 30, 500, 80, 0, 0},
			{doVoip, 30, 300, 60, 300, 2400}, {doApp, 10, 240, 85, 300, 3600}, {doTrust, 60, 500, 50, 0, 0},
		},
		between: []beat{{doApp, 10, 60, 70, 200, 2400}, {doPush, 5, 60, 60, 0, 0}, {doCall, 5, 60, 25, 60, 600}}},
	{code: fraud.ImpostorService, share: 115, ageLo: 18, ageHi: 60, fall: 38, median: 19_000, sigma: 0.9, payLo: 2, payHi: 5,
		gapLo: 3, gapHi: 18, rise: 1.5, persuade: 84, foreign: 50, virtual: 30,
		before: []beat{
			{doLure, 0, 1, 35, 0, 0}, {doCall, 1, 20, 97, 420, 2100}, {doSite, 1, 8, 40, 60, 400}, {doRemote, 1, 10, 75, 900, 3600},
			{doTrust, 1, 6, 50, 0, 0}, {doCall, 2, 15, 45, 300, 1500},
		},
		between: []beat{{doPush, 1, 3, 25, 0, 0}}},
	{code: fraud.FakeLoan, share: 90, ageLo: 20, ageHi: 52, fall: 40, median: 11_000, sigma: 0.8, payLo: 2, payHi: 5,
		gapLo: 10, gapHi: 150, rise: 1.6, persuade: 84, foreign: 15, virtual: 55,
		before: []beat{
			{doLure, 0, 1, 85, 0, 0}, {doSite, 3, 120, 80, 60, 900}, {doApp, 5, 60, 75, 200, 1500}, {doCall, 10, 120, 60, 60, 600},
			{doTrust, 5, 60, 50, 0, 0}, {doPush, 5, 60, 70, 0, 0},
		},
		between: []beat{{doPush, 1, 10, 60, 0, 0}, {doCall, 1, 15, 30, 60, 400}}},
	{code: fraud.FakeCredit, share: 60, ageLo: 20, ageHi: 45, fall: 36, median: 42_000, sigma: 0.8, payLo: 2, payHi: 5,
		gapLo: 5, gapHi: 40, rise: 1.4, persuade: 78, foreign: 40, virtual: 40,
		before: []beat{
			{doLure, 0, 1, 40, 0, 0}, {doCall, 1, 60, 96, 600, 2700}, {doRemote, 1, 12, 75, 1200, 5400}, {doTrust, 2, 15, 45, 0, 0},
			{doCall, 2, 20, 50, 600, 2400},
		},
		between: []beat{{doPush, 1, 4, 40, 0, 0}, {doCall, 1, 5, 25, 120, 900}}},
	{code: fraud.ImpostorAcquaintance, share: 45, ageLo: 25, ageHi: 72, fall: 30, median: 60_000, sigma: 0.9, payLo: 1, payHi: 3,
		gapLo: 10, gapHi: 60, rise: 1.4, persuade: 96, foreign: 10, virtual: 35,
		before: []beat{
			{doLure, 0, 1, 85, 0, 0}, {doCall, 5, 600, 45, 40, 300}, {doTrust, 5, 120, 70, 0, 0}, {doPush, 3, 60, 80, 0, 0},
		},
		between: []beat{{doPush, 2, 10, 70, 0, 0}}},
	{code: fraud.ImpostorPolice, share: 40, ageLo: 20, ageHi: 80, fall: 30, median: 90_000, sigma: 1.0, payLo: 1, payHi: 5,
		gapLo: 20, gapHi: 300, rise: 1.6, persuade: 56, foreign: 75, virtual: 10,
		before: []beat{
			{doCall, 0, 1, 97, 300, 1500}, {doLure, 1, 10, 35, 0, 0}, {doCall, 2, 30, 85, 1200, 5400}, {doSite, 1, 15, 55, 60, 500},
			{doTrust, 5, 60, 40, 0, 0}, {doApp, 5, 60, 50, 300, 2000}, {doRemote, 2, 40, 45, 1200, 5400}, {doCall, 10, 240, 70, 900, 4800},
		},
		between: []beat{{doCall, 5, 60, 70, 600, 3600}, {doPush, 1, 10, 30, 0, 0}}},
	{code: fraud.Romance, share: 28, ageLo: 25, ageHi: 66, fall: 36, median: 50_000, sigma: 1.0, payLo: 2, payHi: 6,
		gapLo: 120, gapHi: 1600, rise: 1.8, persuade: 48, foreign: 25, virtual: 25,
		before: []beat{
			{doLure, 0, 1, 75, 0, 0}, {doVoip, 60, 700, 70, 300, 3600}, {doTrust, 60, 700, 60, 0, 0}, {doCall, 60, 600, 50, 300, 2400},
			{doApp, 30, 400, 55, 200, 1800}, {doTrust, 60, 600, 50, 0, 0}, {doPush, 10, 200, 55, 0, 0},
		},
		between: []beat{{doVoip, 10, 120, 50, 300, 2400}, {doPush, 5, 60, 50, 0, 0}}},
	{code: fraud.GameTrade, share: 17, ageLo: 14, ageHi: 32, fall: 52, median: 2_400, sigma: 0.8, payLo: 1, payHi: 4,
		gapLo: 4, gapHi: 30, rise: 1.5, persuade: 88, foreign: 2, virtual: 40,
		before: []beat{
			{doLure, 0, 1, 75, 0, 0}, {doSite, 2, 40, 95, 120, 1200}, {doTrust, 2, 20, 60, 0, 0}, {doVoip, 2, 20, 30, 60, 600},
			{doPush, 2, 20, 60, 0, 0},
		},
		between: []beat{{doPush, 1, 4, 60, 0, 0}, {doSite, 1, 4, 40, 60, 500}}},
}

// hours is how fraudsters spread the first contacts over the day, in permille of the day by hour.
var hours = [24]int{4, 2, 1, 1, 1, 2, 8, 22, 50, 88, 95, 78, 52, 68, 88, 90, 80, 58, 46, 54, 50, 34, 18, 10}
