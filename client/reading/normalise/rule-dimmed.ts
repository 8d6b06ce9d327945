/**
 * Ruling and boxes are dimmed rather than erased where the network reads: bowls of letters lie on them.
 */
/** What is left of a ruled line for the network to see. */
export const RULE_DIMMED = 0.35;
