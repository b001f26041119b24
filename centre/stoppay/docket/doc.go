// Package docket (案卷) holds the words of stop-payment: the claim, its orders, holds, movements, messages, answers and events,
// their tables of states, and the File that puts everything of one claim together. It is pure; centre/stoppay names all of it
// again for its neighbours.
package docket
