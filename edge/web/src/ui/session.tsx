import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import type { Session, Site } from "../api/types";
import { setServerTime } from "./now";

export const sessionQuery = {
  queryKey: ["session"],
  queryFn: async () => {
    const session = await api.session();
    setServerTime(session.server_time);
    return session;
  },
  retry: false,
  staleTime: Number.POSITIVE_INFINITY,
};

export const siteQuery = { queryKey: ["site"], queryFn: api.site, staleTime: Number.POSITIVE_INFINITY, retry: 2 };

/** useSession gives the signed-in user and what they may do. Without a session nothing is allowed. */
export function useSession(): { session: Session | undefined; can: (right: string) => boolean } {
  const { data } = useQuery(sessionQuery);
  return { session: data, can: (right) => data?.rights?.includes(right) ?? false };
}

export function useSite(): Site | undefined {
  return useQuery(siteQuery).data;
}
