package bank

// rows keeps the short lists of many accounts in one array without pointers.
type rows[T any] struct{ all []row[T] }

type row[T any] struct {
	what  T
	after int32
}

// run is the rows of one account, the oldest first: places counted from one, so that the zero value is empty.
type run struct{ first, last, n int32 }

// add puts one behind the others of its account; beyond most the oldest gives its place.
func (s *rows[T]) add(r *run, what T, most int32) {
	var place int32
	if r.n < most {
		s.all = append(s.all, row[T]{})
		place = int32(len(s.all))
		r.n++
	} else {
		place = r.first
		r.first = s.next(place)
	}
	s.all[place-1] = row[T]{what: what}
	if r.first == 0 {
		r.first = place
	} else {
		s.all[r.last-1].after = place
	}
	r.last = place
}

func (s *rows[T]) next(place int32) int32 { return s.all[place-1].after }

func (s *rows[T]) at(place int32) *T { return &s.all[place-1].what }
