// Protects the text messages as operators and officers send and follow them: the real binary with the invented city and its invented carrier.
import { texts } from "./stories/texts.mjs";
import { told } from "./told.mjs";

told({ texts }, "--texts");
