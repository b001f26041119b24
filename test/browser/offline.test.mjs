// Protects the feedback from the door: few taps, evidence that is kept, no signal, each feedback once, nothing lost; and the call-backs by another unit.
import { offline } from "./stories/offline.mjs";
import { samples } from "./stories/samples.mjs";
import { told } from "./told.mjs";

told({ offline, samples });
