// Reports that stories make without telling how: their money lies at the bank whose orders a human answers.
import { post } from "../centre.mjs";

/** The bank that is answered for at its page by a human, and accounts of it. */
export const paperBank = { code: "xb_bank", name: "西部示例银行" };
export const paperAccounts = { first: "9900051000000005", second: "9900051000000013", stranger: "9900051000000021" };
export const minute = 60_000;

/** The victim of these reports: nobody at a bank may read who it is. */
export const victim = { name: "章存款", phone: "15900001009", account: "9900021000000017" };

/** report opens a claim about one transfer to an account of that bank. */
export function report(page, { account, name, fen, minutesAgo = 6 }) {
  return post(page, "/claims", {
    source: "desk", fraud: "fake_investment", brief: "转账后对方失联", victim: { name: victim.name, phone: victim.phone },
    payments: [{
      bank: "hk_rural", account: victim.account, at: new Date(Date.now() - minutesAgo * minute).toISOString(), fen, channel: "mobile",
      payee: { bank: paperBank.code, account, name, kind: "person" },
    }],
  });
}
