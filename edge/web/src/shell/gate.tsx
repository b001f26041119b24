import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Navigate, useLocation } from "@tanstack/react-router";
import { Skeleton } from "antd";
import { useEffect } from "react";
import { signedOut } from "../api/client";
import { follow } from "../api/live";
import { sessionQuery, useSite } from "../ui/session";
import { FaultNote } from "../ui/states";
import { Shell } from "./shell";

/** Gate lets only a signed-in user in, and keeps the push connection for as long as they are. */
export function Gate() {
  const session = useQuery(sessionQuery);
  const site = useSite();
  const client = useQueryClient();
  const where = useLocation();
  const signedIn = session.data !== undefined;
  useEffect(() => (signedIn ? follow(client) : undefined), [signedIn, client]);
  if (session.data) return <Shell session={session.data} />;
  if (session.isPending) return <Skeleton active className="skeleton" />;
  if (signedOut(session.error)) {
    if (site?.needs_setup) return <Navigate to="/setup" replace />;
    const next = where.pathname === "/" ? {} : { next: where.pathname + where.searchStr };
    return <Navigate to="/login" search={next} replace />;
  }
  return (
    <main className="lonely">
      <FaultNote error={session.error} retry={() => void session.refetch()} />
    </main>
  );
}
