// Protects the hotline desk as its operators use it: the real binary with the invented city, a keyboard, and a caller who waits.
import { hotline } from "./stories/hotline.mjs";
import { told } from "./told.mjs";

told({ hotline });
