#include "textflag.h"

// func lines(p unsafe.Pointer, size uintptr)
TEXT ·lines(SB), NOSPLIT, $0-16
	MOVD p+0(FP), R0
	MOVD size+8(FP), R1
	ADD  R0, R1
	AND  $~63, R0
loop:
	PRFM (R0), PLDL1KEEP
	ADD  $64, R0
	CMP  R1, R0
	BLO  loop
	RET

// func each(base unsafe.Pointer, size uintptr, f fields)
TEXT ·each(SB), NOSPLIT, $0-40
	MOVD base+0(FP), R0
	MOVD size+8(FP), R1
	MOVD f_first+16(FP), R2
	MOVD f_step+24(FP), R3
	MOVD f_n+32(FP), R4
next:
	MOVWU (R2), R5
	MUL  R1, R5
	ADD  R0, R5
	PRFM (R5), PLDL1KEEP
	ADD  R3, R2
	SUBS $1, R4
	BNE  next
	RET
