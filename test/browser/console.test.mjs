// Protects the console as people use it: the real binary with the invented city and the stories of its users.
import { administrators } from "./stories/administrators.mjs";
import { analyst } from "./stories/analyst.mjs";
import { english } from "./stories/english.mjs";
import { officer } from "./stories/officer.mjs";
import { operator } from "./stories/operator.mjs";
import { pictures } from "./stories/pictures.mjs";
import { told } from "./told.mjs";

told({ operator, officer, analyst, administrators, english, pictures });
