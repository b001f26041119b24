// Package golden is 通报例句: sentences and tables in the styles of many bulletins with what is found in them. It holds only tests.
package golden
