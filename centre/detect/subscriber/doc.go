// Package subscriber (涉诈用户) judges subscribers of an operator: does this number's use look like that of fraudsters?
//
// It learns from a table of usage features and, when there is one, from the graph of who calls whom: what is known of the
// neighbours' labels and of those with like circles of neighbours, and how a subscriber stands in the graph. Labels of training rows only are
// looked at, and never a row's own.
//
// What it is not: a reason to cut anyone off. It says whom to look at first.
package subscriber
