import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Fault } from "../api/client";

/**
 * useAct runs one command and then reads again what it touched. On a conflict it reads again as well, so that the
 * officer sees what another one did; what was typed stays where it is.
 */
export function useAct<In, Out>(run: (input: In) => Promise<Out>, touch: string[][], done?: (out: Out) => void) {
  const client = useQueryClient();
  const refresh = () => Promise.all(touch.map((queryKey) => client.invalidateQueries({ queryKey })));
  return useMutation({
    mutationFn: run,
    onSuccess: (out) => {
      done?.(out);
      void refresh();
    },
    onError: (error) => {
      if (error instanceof Fault && (error.status === 409 || error.status === 404)) void refresh();
    },
  });
}

/** What any change of a warning or an order makes stale. */
export const WORK = [["warnings"], ["warning"], ["orders"], ["order"], ["today"], ["person"]];
