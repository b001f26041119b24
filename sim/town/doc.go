// Package town is the register of the fictional city 云河市: its counties, stations and partners, its residents with their
// households, habits, numbers and accounts, and the numbers and accounts of everybody they deal with. All of it is computed
// from a seed; none of it exists.
//
// Area codes start with 99, which GB/T 2260 has not assigned; mobiles have 00 after their segment; bank identification numbers
// start with 99000.
package town
