/** The kinds of fraud that an officer may choose. */
export const FRAUDS = [
  "brushing_rebate", "fake_investment", "fake_shopping", "impostor_service", "fake_loan", "fake_credit",
  "impostor_acquaintance", "impostor_police", "romance", "game_trade", "other",
];
