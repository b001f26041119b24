package iso20022

import "encoding/xml"

// Name spaces of the messages, and of our own supplementary data.
const (
	nsCancel     = "urn:iso:std:iso:20022:tech:xsd:camt.056.001.09"
	nsResolution = "urn:iso:std:iso:20022:tech:xsd:camt.029.001.10"
	nsReturn     = "urn:iso:std:iso:20022:tech:xsd:pacs.004.001.10"
	nsOwn        = "urn:fanzha:object:1"
)

// currency is the only currency of orders: amounts are yuan and fen.
const currency = "CNY"

type party struct {
	Pty *partyID `xml:"Pty,omitempty"`
	Agt *agent   `xml:"Agt,omitempty"`
}

type partyID struct {
	Nm string `xml:"Nm,omitempty"`
}

type agent struct {
	Member string `xml:"FinInstnId>ClrSysMmbId>MmbId"`
}

type assignment struct {
	ID      string `xml:"Id"`
	Assgnr  party  `xml:"Assgnr"`
	Assgne  party  `xml:"Assgne"`
	Created string `xml:"CreDtTm"`
}

type caseRef struct {
	ID      string `xml:"Id"`
	Creator party  `xml:"Cretr"`
}

type amount struct {
	Currency string `xml:"Ccy,attr"`
	Value    string `xml:",chardata"`
}

type account struct {
	ID   string `xml:"Id>Othr>Id"`
	Name string `xml:"Nm,omitempty"`
}

type reason struct {
	Code        string   `xml:"Rsn>Cd,omitempty"`
	Proprietary string   `xml:"Rsn>Prtry,omitempty"`
	More        []string `xml:"AddtlInf,omitempty"`
}

// txRef names the two ends of the original payment. The order of the elements is that of the schema.
type txRef struct {
	Held     *amount  `xml:"IntrBkSttlmAmt,omitempty"`
	Debtor   *party   `xml:"Dbtr,omitempty"`
	DebtorAc *account `xml:"DbtrAcct,omitempty"`
	DebtorAg *agent   `xml:"DbtrAgt,omitempty"`
	CredAg   *agent   `xml:"CdtrAgt,omitempty"`
	Creditor *party   `xml:"Cdtr,omitempty"`
	CredAc   *account `xml:"CdtrAcct,omitempty"`
}

// own is our supplementary data: the object of package wire as it travels on every other channel.
type own struct {
	XMLName xml.Name `xml:"urn:fanzha:object:1 Object"`
	Kind    string   `xml:"kind,attr"` // order or answer
	JSON    string   `xml:",chardata"` // base64
}

type supplement struct {
	Place string `xml:"PlcAndNm,omitempty"`
	Own   *own   `xml:"Envlp>Object"`
}

// cancelDocument is camt.056.
type cancelDocument struct {
	XMLName xml.Name
	Body    cancelRequest `xml:"FIToFIPmtCxlReq"`
}

type cancelRequest struct {
	Assignment assignment   `xml:"Assgnmt"`
	Case       *caseRef     `xml:"Case,omitempty"`
	Count      string       `xml:"CtrlData>NbOfTxs"`
	Tx         []cancelTx   `xml:"Undrlyg>TxInf"`
	Supplement []supplement `xml:"SplmtryData"`
}

type cancelTx struct {
	ID      string   `xml:"CxlId,omitempty"`
	TxID    string   `xml:"OrgnlTxId,omitempty"`
	Amount  *amount  `xml:"OrgnlIntrBkSttlmAmt,omitempty"`
	Date    string   `xml:"OrgnlIntrBkSttlmDt,omitempty"`
	Reasons []reason `xml:"CxlRsnInf"`
	Ref     *txRef   `xml:"OrgnlTxRef,omitempty"`
}

// resolutionDocument is camt.029.
type resolutionDocument struct {
	XMLName xml.Name
	Body    resolution `xml:"RsltnOfInvstgtn"`
}

type resolution struct {
	Assignment assignment   `xml:"Assgnmt"`
	Case       *caseRef     `xml:"RslvdCase,omitempty"`
	Confirmed  string       `xml:"Sts>Conf,omitempty"`
	Tx         []resolvedTx `xml:"CxlDtls>TxInfAndSts,omitempty"`
	Supplement []supplement `xml:"SplmtryData"`
}

type resolvedTx struct {
	ID      string   `xml:"CxlStsId,omitempty"`
	TxID    string   `xml:"OrgnlTxId,omitempty"`
	Status  string   `xml:"TxCxlSts,omitempty"`
	Reasons []reason `xml:"CxlStsRsnInf"`
	Ref     *txRef   `xml:"OrgnlTxRef,omitempty"`
}

// returnDocument is pacs.004.
type returnDocument struct {
	XMLName xml.Name
	Body    returned `xml:"PmtRtr"`
}

type returned struct {
	Header returnHeader `xml:"GrpHdr"`
	Tx     []returnTx   `xml:"TxInf"`
}

type returnHeader struct {
	ID      string `xml:"MsgId"`
	Created string `xml:"CreDtTm"`
	Count   string `xml:"NbOfTxs"`
	Method  string `xml:"SttlmInf>SttlmMtd"`
	From    *agent `xml:"InstgAgt,omitempty"`
	To      *agent `xml:"InstdAgt,omitempty"`
}

type returnTx struct {
	ID       string   `xml:"RtrId,omitempty"`
	TxID     string   `xml:"OrgnlTxId,omitempty"`
	Original *amount  `xml:"OrgnlIntrBkSttlmAmt,omitempty"`
	Returned amount   `xml:"RtrdIntrBkSttlmAmt"`
	Date     string   `xml:"IntrBkSttlmDt,omitempty"`
	Reasons  []reason `xml:"RtrRsnInf"`
	Ref      *txRef   `xml:"OrgnlTxRef,omitempty"`
}
