import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { Skeleton } from "antd";
import { useEffect, useRef, type ReactNode } from "react";
import { signedOut } from "../api/client";
import { follow } from "../api/live";
import type { Session } from "../api/types";
import { sessionQuery, siteQuery } from "../ui/session";
import { FaultNote } from "../ui/states";
import { Shell } from "./shell";

/** Gate lets only a signed-in user in, and keeps the push connection for as long as they are. */
export function Gate() {
  return <Checked>{(session) => <Shell session={session} />}</Checked>;
}

/** BareGate is the same door to a page without menu and bar. */
export function BareGate() {
  return <Checked>{() => <Outlet />}</Checked>;
}

function Checked({ children }: { children: (session: Session) => ReactNode }) {
  const session = useQuery(sessionQuery);
  const site = useQuery(siteQuery);
  const client = useQueryClient();
  const signedIn = session.data !== undefined;
  useEffect(() => (signedIn ? follow(client) : undefined), [signedIn, client]);
  if (session.data) return <>{children(session.data)}</>;
  if (session.isPending) return <Skeleton active className="skeleton" />;
  if (signedOut(session.error)) return site.isPending ? <Skeleton active className="skeleton" /> : <ToSignIn setup={site.data?.needs_setup ?? false} />;
  return (
    <main className="lonely">
      <FaultNote error={session.error} retry={() => void session.refetch()} />
    </main>
  );
}

/**
 * ToSignIn leads to the sign-in and remembers the way back. It goes once: while the sign-in page is still being loaded this
 * one stays mounted under the new address, which must not become the way back.
 */
function ToSignIn({ setup }: { setup: boolean }) {
  const navigate = useNavigate();
  const gone = useRef(false);
  useEffect(() => {
    if (gone.current) return;
    gone.current = true;
    const { pathname, search } = window.location;
    if (setup) void navigate({ to: "/setup", replace: true });
    else void navigate({ to: "/login", search: pathname === "/" ? {} : { next: pathname + search }, replace: true });
  }, [navigate, setup]);
  return <Skeleton active className="skeleton" />;
}
