// Package hostile holds what an attacker or a broken system may send to the intake, the console and the banks' door, each with the
// exact answer it gets. The intake's part runs through the real HTTP handler, the real intake and the real log; that of money through
// the real binary.
package hostile
