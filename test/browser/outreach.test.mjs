// Protects publicity as people do it, in the real binary with the invented city.
import { outreach } from "./stories/outreach.mjs";
import { told } from "./told.mjs";

told({ outreach });
