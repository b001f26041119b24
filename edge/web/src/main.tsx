import "antd/dist/reset.css";
import "./styles.css";
import "./money.css";
import "./cases.css";
import "./figures.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { App, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Fault, whenSignedOut } from "./api/client";
import { startLanguage, useLang } from "./i18n";
import { startOffline } from "./offline/start";
import { router } from "./router";
import { theme } from "./theme";
import { sweepDrafts } from "./ui/draft";

startLanguage();
sweepDrafts(localStorage, Date.now());
startOffline();

const client = new QueryClient({
  defaultOptions: {
    // The browser's own idea of being online is often wrong, and what was read before answers without a line.
    mutations: { networkMode: "always" },
    queries: {
      networkMode: "always",
      staleTime: 10_000,
      // A refusal stays a refusal; only a centre that is away or overloaded is asked again.
      retry: (failures, error) => failures < 2 && !(error instanceof Fault && error.status < 500),
    },
  },
});

whenSignedOut(() => {
  if (client.getQueryData(["session"]) === undefined) return;
  client.removeQueries({ queryKey: ["session"] });
  const { pathname, searchStr } = router.state.location;
  if (pathname !== "/login") void router.navigate({ to: "/login", search: { next: pathname + searchStr, why: "expired" } });
});

function Root() {
  const { lang } = useLang();
  return (
    <ConfigProvider
      theme={theme}
      locale={lang === "zh" ? zhCN : enUS}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      <App message={{ maxCount: 3 }}>
        <RouterProvider router={router} />
      </App>
    </ConfigProvider>
  );
}

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <Root />
    </QueryClientProvider>
  </StrictMode>,
);
