// Protects publicity and the writing of scenarios as people do them, in the real binary with the invented city.
import { outreach } from "./stories/outreach.mjs";
import { scenario } from "./stories/scenario.mjs";
import { told } from "./told.mjs";

told({ outreach, scenario });
