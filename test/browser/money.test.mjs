// Protects the chase after the money as people do it: the real binary with simulated banks that answer over their own wires, and
// the stories of those who take the report, answer for a bank, object, decide, count, and wait at home for their money.
import { intake } from "./stories/intake.mjs";
import { keyboard } from "./stories/keyboard.mjs";
import { ledger } from "./stories/ledger.mjs";
import { liaison } from "./stories/liaison.mjs";
import { measures } from "./stories/measures.mjs";
import { objection } from "./stories/objection.mjs";
import { review } from "./stories/review.mjs";
import { trail } from "./stories/trail.mjs";
import { told } from "./told.mjs";

told({ intake, trail, review, liaison, ledger, objection, measures, keyboard });
