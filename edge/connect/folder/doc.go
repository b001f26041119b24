// Package folder is the channel for a bank that can exchange files and nothing else: orders are laid into a folder as CSV, and
// answers are taken from one.
//
//	out/       one file for each order, named by its id; complete when it is there (written aside and renamed)
//	in/        the bank puts its answers here; a file is read when two looks a second apart find it unchanged
//	receipts/  what became of every answer of a file, line by line, under the file's name
//	done/      files whose answers were all looked at
//	bad/       files that could not be read at all
//
// A file is CSV with a header, in UTF-8 (with or without mark) or GB18030, columns in any order, Chinese or English names. Lines
// with the same answer id are one answer: its first line carries the head, and every line may carry one disposition. Reading a
// file twice changes nothing, because answers carry ids. Symbolic links and folders are left alone. A bank with files of another
// form (ISO 20022) has a Form of its own.
package folder
