package access

import "fanzha/term/fault"

// rightWords names the rights as officers know them, Chinese first: a refusal says in words what is missing.
var rightWords = map[Right][2]string{
	WarningRead:     {"查看预警", "read warnings"},
	WarningWork:     {"处置预警", "handle warnings"},
	WarningGrade:    {"调整预警等级", "change the level of warnings"},
	WarningReview:   {"复盘预警后被骗", "review those defrauded after a warning"},
	OrderWork:       {"签收反馈指令", "sign and report orders"},
	OrderChase:      {"督办改派指令", "chase and reassign orders"},
	PersonReveal:    {"查看未脱敏信息", "see unmasked data"},
	ScenarioRead:    {"查看预警规则", "read scenarios"},
	ScenarioWork:    {"编写预警规则", "write scenarios"},
	ScenarioApprove: {"审批预警规则", "approve scenarios"},
	FigureRead:      {"查看统计", "read figures"},
	FigureQuery:     {"自主查询", "ask questions of one's own"},
	FigureManage:    {"维护统计底数", "keep the bases of figures"},
	ClaimRead:       {"查看止付案件和台账", "read claims and the ledger of stops"},
	ClaimWork:       {"办理止付", "work on claims and stops"},
	ClaimReview:     {"审核止付和异议", "review claims and objections"},
	FreezeApprove:   {"审批冻结", "approve freezes"},
	FlowWork:        {"分析资金流水", "work on statements"},
	BankManage:      {"维护机构名录", "keep the directory of banks"},
	BankWork:        {"银行反馈", "answer for one's own bank"},
	CaseRead:        {"查看案件", "read cases"},
	CaseWork:        {"录入案件", "enter cases"},
	CaseReview:      {"审核案件", "review cases"},
	GovernRead:      {"查看联席工作", "read the work of the joint conference"},
	GovernManage:    {"维护联席工作", "keep the work of the joint conference"},
	GovernApprove:   {"审批联席事项", "approve matters of the joint conference"},
	MemberWork:      {"成员单位填报", "answer for one's own member unit"},
	BulletinRead:    {"查看通报", "read bulletins"},
	BulletinWork:    {"起草通报", "draft bulletins"},
	BulletinApprove: {"审批通报", "approve bulletins"},
	HotlineWork:     {"接听热线", "answer the hotline"},
	HotlineLead:     {"督导热线", "supervise the hotline"},
	DutyWork:        {"值班和交接班", "be on duty and hand over"},
	DutyManage:      {"排班", "write the duty roster"},
	OutreachRead:    {"查看宣传", "read outreach"},
	OutreachWork:    {"办理宣传", "work on outreach"},
	OutreachApprove: {"审批宣传", "approve outreach"},
	UpstreamRead:    {"查看上下级指令", "read orders between centres"},
	UpstreamWork:    {"办理上下级指令", "handle orders between centres"},
	UnitManage:      {"维护单位和用户", "keep units and users"},
	SourceRead:      {"查看接入来源", "read sources"},
	SourceManage:    {"维护接入来源", "keep sources"},
	RoleManage:      {"维护角色和会话", "keep roles and sessions"},
	AuditRead:       {"查看审计", "read the audit log"},
}

// Lack is the refusal of a caller without a right, with its code and its names.
func Lack(r Right) error {
	words := rightWords[r]
	return fault.New(ErrDenied.Kind, ErrDenied.Code, "right", string(r), "right_zh", words[0], "right_en", words[1])
}
