// Protects the search for a person who cannot be reached, as officers of two stations see it, in the real binary with the invented city.
import { lines } from "./stories/lines.mjs";
import { told } from "./told.mjs";

told({ lines });
