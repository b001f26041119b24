package chase

import (
	"container/heap"

	"fanzha/term/when"
)

// event is something that happens at a moment of virtual time.
type event struct {
	at   when.Micros
	no   uint64 // of two at one moment, the one planned first
	what func()
}

// queue is virtual time: what is planned, in order.
type queue struct {
	now  when.Micros
	list events
	no   uint64
	tick func(when.Micros) // told every moment at which something happens
}

// at plans something; what lies in the past happens now.
func (q *queue) at(t when.Micros, what func()) {
	q.no++
	heap.Push(&q.list, event{at: max(t, q.now), no: q.no, what: what})
}

// run lets everything happen up to a moment.
func (q *queue) run(until when.Micros) {
	for len(q.list) > 0 && q.list[0].at <= until {
		e := heap.Pop(&q.list).(event)
		q.now = e.at
		q.tick(q.now)
		e.what()
	}
	q.now = until
}

type events []event

// Len is of heap.Interface.
func (e events) Len() int { return len(e) }

// Less is of heap.Interface.
func (e events) Less(i, j int) bool {
	if e[i].at != e[j].at {
		return e[i].at < e[j].at
	}
	return e[i].no < e[j].no
}

// Swap is of heap.Interface.
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }

// Push is of heap.Interface.
func (e *events) Push(x any) { *e = append(*e, x.(event)) }

// Pop is of heap.Interface.
func (e *events) Pop() any {
	old := *e
	last := old[len(old)-1]
	*e = old[:len(old)-1]
	return last
}
