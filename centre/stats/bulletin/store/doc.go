// Package store keeps bulletins in the records store: tables bulletin, bulletin_remark, bulletin_erratum, bulletin_step. It makes no
// decisions; it keeps by constraints and conditions what must hold: one issue of a kind for a period, one issue of a number, nobody
// who approved what he drafted, nothing saved on a stale row, and never a change of a published or withdrawn issue.
package store
