import { money } from "../../api/moneyapi";

/** banksQuery reads the directory of banks, which changes rarely. */
export const banksQuery = { queryKey: ["banks"], queryFn: money.banks, staleTime: 300_000 };
