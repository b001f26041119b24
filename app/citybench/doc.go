// Package citybench measures early warning on the invented city: of the persons whom a fraudster contacts, how many are warned before
// they first pay, against how many warnings that takes, as a curve over the score of scenarios.
//
// It lets the city live, runs detection over what partners would post, in order of arrival and in one partition, and compares with
// the hidden truth. Nobody works at the centre, so every fraud goes its way: what is measured is detection alone. The city is
// invented and its frauds are scripts; the figures say how detection does on them, not how it would do anywhere else.
package citybench
