package counted

import (
	"fanzha/centre/casefile"
	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade"
	"fanzha/centre/dissuade/lines"
	"fanzha/centre/dissuade/sample"
	"fanzha/centre/duty"
	"fanzha/centre/govern"
	"fanzha/centre/hotline"
	"fanzha/centre/hotline/vouch"
	"fanzha/centre/lead"
	"fanzha/centre/measure"
	"fanzha/centre/notify"
	"fanzha/centre/outreach"
	"fanzha/centre/sanction"
	"fanzha/centre/stats/bulletin"
	"fanzha/centre/stoppay"
	"fanzha/centre/upstream"
	"fanzha/centre/warning"
)

// table says how each kind of event is counted.
var table = fill(map[string]counter{
	warning.EventHits:             ofHits,
	dissuade.EvAttempted:          ofAttempt,
	lead.EvRaised:                 ofLead,
	lead.EvAnswered:               ofLead,
	measure.EvFreezeProposed:      ofFreeze,
	measure.EvFreezeApproved:      ofFreeze,
	measure.EvFreezeDeclined:      ofFreeze,
	measure.EvFreezeRejected:      ofFreeze,
	measure.EvFreezeRenewed:       ofFreeze,
	measure.EvFreezeActive:        ofFreeze,
	measure.EvFreezeLifted:        ofFreeze,
	measure.EvFreezeLapsed:        ofFreeze,
	measure.EvRestrictionImposed:  ofRestriction,
	measure.EvRestrictionExtended: ofRestriction,
	measure.EvRestrictionLifted:   ofRestriction,
	measure.EvRestrictionEnded:    ofRestriction,
	measure.EvMarkSet:             ofMark,
	measure.EvMarkRemoved:         ofMark,
	measure.EvMarkEnded:           ofMark,
	govern.EvReturnAccepted:       ofReturn,
	bulletin.EvPublished:          ofBulletin,
	bulletin.EvCorrected:          ofBulletin,
}, map[string][]string{
	"warning": {warning.EventRaised, warning.EventRepeated, warning.EventLevelRaised, warning.EventLevelLowered, warning.EventClaimed, warning.EventReleased,
		warning.EventContacted, warning.EventMoved, warning.EventHandedOver, warning.EventClosed, warning.EventReviewOpened, warning.EventReviewed, warning.EventWatchEnded},
	"order": {dispatch.EvIssued, dispatch.EvSigned, dispatch.EvEscalated, dispatch.EvContacted, dispatch.EvOverdue, dispatch.EvReported,
		dispatch.EvTransferred, dispatch.EvChased, dispatch.EvClosed, dispatch.EvWithdrawn, dispatch.EvHandedOver},
	"claim": {stoppay.EvOpened, stoppay.EvConfirmed, stoppay.EvLapsed, stoppay.EvClosed, stoppay.EvWithdrawn, stoppay.EvBack, stoppay.EvSealed, stoppay.EvSent,
		stoppay.EvAnswered, stoppay.EvHeld, stoppay.EvReleased, stoppay.EvExpired, stoppay.EvSilent, stoppay.EvFailed, stoppay.EvContradiction},
	"objection": {measure.EvObjectionFiled, measure.EvObjectionUpheld, measure.EvObjectionRefused, measure.EvObjectionMissed, measure.EvObjectionWithdrawn,
		measure.EvObjectionOverdue},
	"sanction": {sanction.EvNominated, sanction.EvDeclined, sanction.EvRecognised, sanction.EvNoticed, sanction.EvBegun, sanction.EvEnded, sanction.EvRevoked,
		sanction.EvAppealed, sanction.EvAppealRefused, sanction.EvAppealUpheld},
	"case": casefile.Kinds(),
	"publicity": {outreach.EvEvent, outreach.EvMaterial, outreach.EvWork, outreach.EvPledge, outreach.EvRegistered, outreach.EvBase, outreach.EvMessage,
		outreach.EvFraudFree, outreach.EvFraudFreeGone, outreach.EvTask},
	"govern": {govern.EvMeetingHeld, govern.EvInterviewHeld, govern.EvEscalationOut, govern.EvEscalationClosed, govern.EvDutyDone, govern.EvDutyOverdue,
		govern.EvTaskDone, govern.EvTaskOverdue, govern.EvNoticeIssued, govern.EvRankPublished, govern.EvRankFinal, govern.EvReturnOverdue},
})

// ways are the counters of rooms whose events are all counted alike.
var ways = map[string]counter{"warning": ofWarning, "order": ofOrder, "claim": ofClaim, "objection": ofObjection, "sanction": ofSanction, "case": ofCase,
	"publicity": ofPublicity, "govern": ofGovern}

func fill(single map[string]counter, alike map[string][]string) map[string]counter {
	for way, list := range alike {
		for _, kind := range list {
			single[kind] = ways[way]
		}
	}
	return single
}

// left are the events that count for nothing, and why.
var left = map[string]string{
	upstream.EvReceived:            "上级指令并入当事人预警，由预警和指令计 (it becomes a warning, which is counted)",
	upstream.EvAcknowledged:        "同上 (as above)",
	upstream.EvPassed:              "转下级办理，由下级中心统计 (the lower centre counts it)",
	upstream.EvTaken:               "由 warning.raised 计 (counted as the warning)",
	upstream.EvReturned:            "由预警办结计 (counted by the end of the warning)",
	upstream.EvBounced:             "中心之间的往来，不是案事件 (correspondence between centres)",
	upstream.EvReclaimed:           "中心之间的往来 (correspondence between centres)",
	upstream.EvRecalled:            "中心之间的往来 (correspondence between centres)",
	upstream.EvGiven:               "由受令中心统计，避免重复计数 (the receiver counts it: counted here too, one person would count twice)",
	upstream.EvDelivered:           "送达回执 (a receipt)",
	upstream.EvReceipted:           "签收回执 (a receipt)",
	upstream.EvAnswered:            "由受令中心统计 (the receiver counts it)",
	upstream.EvWithdrawing:         "中心之间的往来 (correspondence between centres)",
	upstream.EvWithdrawn:           "中心之间的往来 (correspondence between centres)",
	upstream.EvChased:              "催办提醒 (a reminder)",
	upstream.EvOverdue:             "到期提醒 (a reminder)",
	upstream.EvNoted:               "过程记录 (a note on the way)",
	stoppay.EvReviewed:             "内部复核，不改变金额和结果 (a review inside the centre changes no amount)",
	stoppay.EvReviewDue:            "到期提醒 (a reminder)",
	stoppay.EvSurplus:              "超额解除由 stop.released 计 (the release itself is counted)",
	stoppay.EvReleasing:            "等待银行确认解除，由 stop.released 计 (counted when the bank confirms)",
	stoppay.EvExpiring:             "到期提醒 (a reminder)",
	stoppay.EvFrozen:               "转冻结由 freeze.active 计 (the freeze itself is counted)",
	stoppay.EvHalted:               "资金流向分析的一步 (a step of following the money)",
	stoppay.EvInstructed:           "银行对冻结、解冻、限制的回执，由 freeze.*、restriction.* 计 (counted with the measure)",
	stoppay.EvUnanswered:           "催办提醒 (a reminder)",
	measure.EvFreezeTold:           "银行解冻的回执，由 freeze.lifted 计 (counted when lifted)",
	measure.EvRestrictionTold:      "银行执行的回执，由 restriction.* 计 (counted when imposed and ended)",
	measure.EvFreezeWithdrawn:      "提请人撤回，尚未生效 (taken back before it had an effect)",
	measure.EvFreezeWaiting:        "轮候冻结尚未生效 (in waiting, without effect)",
	measure.EvFreezeRenewalAsked:   "续冻待批 (not decided yet)",
	measure.EvFreezeRenewalRefused: "续冻未批准，原期限不变 (the old end stands)",
	measure.EvFreezeRenewalDone:    "续冻已由 freeze.renewed 计 (counted when ordered)",
	measure.EvFreezeRenewalFailed:  "银行未续冻，原期限不变 (the old end stands)",
	measure.EvFreezeUnrelated:      "解除由 freeze.lifted 计 (the lifting is counted)",
	measure.EvFreezeReduced:        "部分解冻，金额由 freeze.lifted 和返还计 (a part; counted when lifted or returned)",
	measure.EvFreezeExpiring:       "到期提醒 (a reminder)",
	measure.EvRestrictionReviewed:  "逐日复核 (the daily look)",
	measure.EvRestrictionReviewDue: "到期提醒 (a reminder)",
	measure.EvObjectionEvidence:    "补充材料 (more papers)",
	measure.EvObjectionReleased:    "解除由被解除的措施计 (counted with what is released)",
	sanction.EvAppealLate:          "逾期提醒 (a reminder)",
	govern.EvProposed:              "建议，未决定 (a proposal, nothing is decided)",
	govern.EvDutyReminded:          "提醒 (a reminder)",
	govern.EvReturnReminded:        "提醒 (a reminder)",
	outreach.EvApproved:            "批准后尚未推送 (not pushed yet)",
	bulletin.EvDrafted:             "尚未发布 (not published yet)",
	bulletin.EvSubmitted:           "尚未发布 (not published yet)",
	bulletin.EvReturned:            "尚未发布 (not published yet)",
	bulletin.EvApproved:            "尚未发布 (not published yet)",
	bulletin.EvWithdrawn:           "撤回的通报仍是发布过的一期，撤回由更正记录 (it was published; the withdrawal is on record)",
	hotline.EvQueued:               "来去电次数由填报 return.hotline_in、return.hotline_out 计，不重复计 (calls are counted from the returns, not twice)",
	hotline.EvAnswered:             "来去电次数由填报 return.hotline_in、return.hotline_out 计，不重复计 (calls are counted from the returns, not twice)",
	hotline.EvWrapped:              "来去电次数由填报 return.hotline_in、return.hotline_out 计，不重复计 (calls are counted from the returns, not twice)",
	hotline.EvClosed:               "来去电次数由填报 return.hotline_in、return.hotline_out 计，不重复计 (calls are counted from the returns, not twice)",
	hotline.EvUnreached:            "未接通的去电；对预警对象的由劝阻记录 dissuade.attempted 计 (a call that nobody took; counted with the attempt)",
	hotline.EvPromised:             "承诺回拨，回拨后由来去电计 (a promise; the call itself is counted)",
	hotline.EvOverdue:              "提醒 (a reminder)",
	hotline.EvTakenOver:            "通话换人，不是新的通话 (the same call at another desk)",
	hotline.EvAbusive:              "通话标记，不是业务结果 (a mark on a call)",
	hotline.EvRisk:                 "通话标记，不是业务结果 (a mark on a call)",
	hotline.EvNoted:                "通话记录 (a note on a call)",
	hotline.EvHanded:               "换班交接，不是新的通话 (the same call at another desk)",
	duty.EvRosterSet:               "排班，非业务结果 (the roster)",
	duty.EvSwapped:                 "换班，非业务结果 (the roster)",
	duty.EvPaper:                   "交接单尚未双方签名 (not signed by both yet)",
	duty.EvHandedOver:              "交接班，事项本身另计 (what was handed over is counted by itself)",
	duty.EvLate:                    "提醒 (a reminder)",
	duty.EvEscalated:               "逐级上报，认领和签收由 warning.*、order.* 计 (what it leads to is counted)",
	duty.EvSettled:                 "逐级上报结束，认领和签收由 warning.*、order.* 计 (what it leads to is counted)",
	hotline.EvLinked:               "止付由 claim.opened 计 (the stop-payment itself is counted)",
	lines.EvPlanned:                "劝阻计划的一步，联系由 attempt.made 计 (a step of a plan; what was done is counted as an attempt)",
	lines.EvAway:                   "暂时找不到，预警仍在处置 (the warning goes on)",
	lines.EvSearched:               "确实找不到的认定与复核，办结由 warning.* 计 (counted when the warning ends)",
	lines.EvRefused:                "拒绝劝阻，办结由 warning.* 计 (counted when the warning ends)",
	lines.EvRaised:                 "上报与裁定，预警仍在处置 (the warning goes on)",
	lines.EvAsked:                  "协助、移交请求，移交由 order.* 计 (a request; a transfer is counted with the order)",
	lines.EvTaken:                  "协助、移交受理，移交由 order.* 计 (a transfer is counted with the order)",
	lines.EvTurned:                 "请求被拒，预警仍在处置 (the warning goes on)",
	lines.EvReturned:               "请求退回，移交由 order.* 计 (a transfer is counted with the order)",
	lines.EvDone:                   "协助完成，结果由 order.*、attempt.made 计 (its result is counted with orders and attempts)",
	lines.EvStopped:                "请求撤销 (taken back)",
	vouch.EvAlarm:                  "核验警报，经查实后由案件和线索计 (an alarm; counted as a case or lead once it is found true)",
	vouch.EvTaken:                  "内部流转 (a step inside the centre)",
	vouch.EvClosed:                 "核验警报的结论，属实的由案件和线索计 (a finding; what is true is counted as a case or lead)",
	notify.EvAccepted:              "等待发送 (not sent yet)",
	notify.EvRefused:               "未发送，另有按原因的统计 (not sent; counted by reason where texts are listed)",
	notify.EvBundled:               "并入另一条短信 (went with another text)",
	notify.EvSent:                  "短信劝阻由 attempt.made 计，不重复计 (a text that went out is counted as an attempt)",
	notify.EvDelivered:             "短信劝阻由 attempt.made 计，不重复计 (a text that went out is counted as an attempt)",
	notify.EvUndelivered:           "短信劝阻由 attempt.made 计，不重复计 (a text that went out is counted as an attempt)",
	notify.EvUnconfirmed:           "短信劝阻由 attempt.made 计，不重复计 (a text that went out is counted as an attempt)",
	notify.EvFailed:                "未发出 (never went out)",
	sample.EvDrawn:                 "抽取名单，非业务结果 (a list was drawn)",
	sample.EvChecked:               "抽查回访在其页面按期统计，不改变反馈 (counted by period on its own page; the feedback stands)",
	sample.EvSettled:               "抽查复核在其页面按期统计，不改变反馈 (counted by period on its own page; the feedback stands)",
	"sheet.changed":                "流水工作底稿，非业务事实 (working paper)",
}
