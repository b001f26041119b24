// Protects the figures as people use them: a bulletin goes from draft to a file in the hand, the wall stands on both shapes of screen,
// and a leader sees on a phone what is worse, late, last and to be signed.
import { bulletin } from "./stories/bulletin.mjs";
import { drilling } from "./stories/drilling.mjs";
import { leader } from "./stories/leader.mjs";
import { wall } from "./stories/wall.mjs";
import { told } from "./told.mjs";

told({ drilling, bulletin, leader, wall });
