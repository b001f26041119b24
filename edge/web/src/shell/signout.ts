import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { api } from "../api/client";
import { forget } from "../offline/copies";
import { stopQueue } from "../offline/queue";

/** useSignOut ends the session and forgets everything that was read; drafts stay for the same user's return. */
export function useSignOut(): (why?: string) => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useCallback(
    async (why?: string) => {
      await api.signOut().catch(() => undefined); // a session that is gone already is signed out as well
      stopQueue();
      await forget();
      const site = client.getQueryData(["site"]);
      await navigate({ to: "/login", search: why ? { why } : {} });
      client.clear();
      client.setQueryData(["site"], site);
    },
    [client, navigate],
  );
}
