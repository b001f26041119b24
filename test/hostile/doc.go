// Package hostile holds what an attacker or a broken system may send to the intake, each with the exact answer it gets. It
// runs through the real HTTP handler, the real intake and the real log.
package hostile
