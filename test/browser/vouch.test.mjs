// Protects what makes an officer believable: the code on his phone, the citizen's page without login, the call desk, the impostor alarm.
import { vouch } from "./stories/vouch.mjs";
import { told } from "./told.mjs";

told({ vouch });
