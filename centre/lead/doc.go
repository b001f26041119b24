// Package lead is 线索: what a member of the joint conference tells the centre, and what it hears back. The first kind is the
// counter alert (柜面警情): a teller sees a customer who is about to pay a fraudster, tells it in six fields, and reads the
// police's answer on the same page.
//
// An alert is open until somebody at the centre answers it; every answer reaches its giver. It raises no warning by itself: that
// is a reaction of the playbook, by the same signal as any other partner's report. The room does not stop payments.
package lead
