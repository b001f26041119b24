// Package govern is 联席: the joint conference (联席会议) against fraud, who answers for what in it, and whether it was done.
//
//   - Member (成员单位): a department, bank, carrier, county or township that belongs to the conference; Liaison (联络员), its person;
//     Seat (席位), a place in the leading group;
//   - Notice (通知) with a Receipt of each member unit: unread, read;
//   - Duty (责任事项): member × duty × evidence × frequency × due; Term (责任期次): one occurrence of it, with a light;
//   - Meeting (会议), its decisions, and the Tasks (任务) that follow from them;
//   - Ranking (月排名) of a month by a score sheet, Protest (异议) against one of its lines;
//   - Escalation (督导措施): notice, supervision listing (挂牌督办), interview (约谈), each taken by a person;
//   - Return (填报): a form of a period, filled in by one person of the member unit and signed by another.
//
// Invariants, kept by decisions, constraints and tests: the machine proposes an escalation and never takes one; an interview has two
// approvers; a ranking names its formula, numerators and denominators, and nothing in it changes once it is final; a return that was
// signed changes only by a correction with a reason that is signed again; a member unit sees its own records alone, and of rankings
// those that were published; a term, task or return is told to be overdue once.
//
// The room neither counts nor judges cases: values come through Figures, and what it emits is counted elsewhere. Weights, due days
// and forms are in rulebook/govern.yaml, rulebook/scores and rulebook/returns.
package govern
