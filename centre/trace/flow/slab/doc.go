// Package slab holds columns without pointers that one writer extends while any number of readers look at them without locks:
// lists of cells that grow (Lists), ids of transfers (IDs), what is known of holders (Parties), and the epochs that say when what
// was outgrown may be used again (Pins).
package slab
