package proof

// Check is check, for the fuzz target.
var Check = check
