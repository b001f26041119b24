// Package account (涉诈账户) judges accounts by how money comes and goes: does this one pass money on as a mule's does?
//
// It learns boosted trees from transfers: how fast what came has left, how many pay in and are paid, whether money that one source
// strewed comes together here (scatter-gather) or what many paid is strewn (gather-scatter), at night, after a long sleep, and how the
// accounts next to it do. Names, holders and balances are not looked at.
//
// What it is not: a reason to hold anybody's money. It is trained on an invented country of mules (sim/money) until a centre has
// labels of its own, and says whom to look at first.
package account
