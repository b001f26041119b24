// Protects the screen of orders between centres: the real binary with the invented city, a keyboard, and a lower centre that files reach.
import { upstream } from "./stories/upstream.mjs";
import { told } from "./told.mjs";

told({ upstream });
