// Protects the words that operators read aloud, as they use them, in the real binary with the invented city.
import { scripts } from "./stories/scripts.mjs";
import { told } from "./told.mjs";

told({ scripts });
