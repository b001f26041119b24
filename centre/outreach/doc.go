// Package outreach is 宣传: what the centre does so that people are not defrauded in the first place, and what it can show for it.
//
//   - Event (宣传活动), with its venue, form, people present and views; Campaign (集中宣传月); Pledge (三个一);
//   - Material and Move (宣传资料): what was printed and handed out; Work (作品); Honour (形象大使、获奖);
//   - Base and Registration (APP 注册): registered people against a dated population base;
//   - Table and Task (易受骗人群、精准宣传): groups among the victims, small numbers hidden, a task for a unit, before and after;
//   - FraudFree (无诈单位): applied, watched, awarded, withdrawn at once when a case occurs;
//   - Message, Circle and Receipt (联席工作群消息): drafted, verified with the named department, approved by somebody else, pushed, read,
//     withdrawn.
//
// Invariants, kept by decisions, constraints and tests: people present and views are never one number; a stock never falls below
// nothing; no text for others holds a name, an account, a link or a number other than those of the rulebook; a message leaves only
// after a department has confirmed it and somebody who neither wrote nor verified it has approved it, and it always has an end; a
// fraud-free unit is not awarded by who applied; no hidden cell of a table of groups can be computed from what is shown of it.
//
// Case data are asked of stats.Counter; the room keeps none. It does not send: a Channel does. Words and thresholds are in
// rulebook/outreach.yaml.
package outreach
