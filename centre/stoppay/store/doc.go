// Package store keeps claims, stop orders, movements, messages to banks and their answers in the records store: tables stop_*.
// It makes no decisions; it keeps by constraints what must hold (an order names an amount, an account has each of its two stops
// once, an answer is taken in once), and writes everything that one decision changes in one transaction.
package store
