// Protects the feedback from the door: few taps, evidence that is kept, no signal, each feedback once, nothing lost.
import { offline } from "./stories/offline.mjs";
import { told } from "./told.mjs";

told({ offline });
