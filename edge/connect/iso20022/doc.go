// Package iso20022 carries the canonical order and its answer through the messages that banks already know: a stop or release
// as camt.056 (request to cancel a payment, reason FRAD), an answer as camt.029 (resolution of investigation), money given
// back as pacs.004 (payment return). The fields that these messages have are filled so that a bank's ordinary software can
// work on them; what they have no place for (amount to hold, term, officers, document, seal) travels in the supplementary data as the
// sealed object of package wire. A document whose visible fields and sealed object disagree is refused.
//
// A bank that knows nothing of the supplementary data still answers: its camt.029 is read by status and reason alone.
//
// Versions: camt.056.001.09, camt.029.001.10, pacs.004.001.10. No conformity with any national platform is claimed.
package iso20022
