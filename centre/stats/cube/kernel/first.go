package kernel

// First keeps the first of what it is offered, in the order of Compare: a heap whose root is the last of them.
type First[T any] struct {
	Kept    []T
	Limit   int
	Compare func(a, b T) int
}

// Full says that there are as many as are kept.
func (f *First[T]) Full() bool { return len(f.Kept) == f.Limit }

// Offer takes one in when it belongs to the first ones.
func (f *First[T]) Offer(x T) {
	if !f.Full() {
		f.Kept = append(f.Kept, x)
		f.up(len(f.Kept) - 1)
		return
	}
	if f.Compare(x, f.Kept[0]) < 0 {
		f.Kept[0] = x
		f.down()
	}
}

func (f *First[T]) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if f.Compare(f.Kept[i], f.Kept[parent]) <= 0 {
			return
		}
		f.Kept[i], f.Kept[parent] = f.Kept[parent], f.Kept[i]
		i = parent
	}
}

func (f *First[T]) down() {
	i := 0
	for {
		last := i
		for _, child := range [2]int{2*i + 1, 2*i + 2} {
			if child < len(f.Kept) && f.Compare(f.Kept[child], f.Kept[last]) > 0 {
				last = child
			}
		}
		if last == i {
			return
		}
		f.Kept[i], f.Kept[last] = f.Kept[last], f.Kept[i]
		i = last
	}
}
