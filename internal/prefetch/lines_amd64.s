#include "textflag.h"

// func lines(p unsafe.Pointer, size uintptr)
TEXT ·lines(SB), NOSPLIT, $0-16
	MOVQ p+0(FP), AX
	MOVQ size+8(FP), CX
	ADDQ AX, CX
	ANDQ $~63, AX
loop:
	PREFETCHT0 (AX)
	ADDQ $64, AX
	CMPQ AX, CX
	JCS  loop
	RET

// func each(base unsafe.Pointer, size uintptr, f fields)
TEXT ·each(SB), NOSPLIT, $0-40
	MOVQ base+0(FP), AX
	MOVQ size+8(FP), BX
	MOVQ f_first+16(FP), CX
	MOVQ f_step+24(FP), DX
	MOVQ f_n+32(FP), DI
next:
	MOVL (CX), SI
	IMULQ BX, SI
	PREFETCHT0 (AX)(SI*1)
	ADDQ DX, CX
	DECQ DI
	JNE  next
	RET
