import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Fault } from "../api/client";
import type { Authority, AuthorityOfficer } from "../api/money";
import { money } from "../api/moneyapi";
import { useAct } from "../ui/act";
import { At, Due } from "../ui/clock";
import { DayInput } from "../ui/dayinput";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { serverNow } from "../ui/now";
import { useSession } from "../ui/session";
import { fileHash } from "../ui/sha256";
import { FaultNote, Nothing } from "../ui/states";
import { authorityBody, authorityProblem, draftOf, type AuthorityDraft } from "./authorizing";

/** Without an authority in force nothing may be ordered, so its absence is no fault of the page. */
export const authorityQuery = {
  queryKey: ["authority"], staleTime: 60_000, retry: false,
  queryFn: async (): Promise<Authority | null> => money.authority().catch((error: unknown) => {
    if (error instanceof Fault && error.status === 404) return null;
    throw error;
  }),
};

/** AuthorityNote warns the desk while no authority is in force: nothing could be sent. */
export function AuthorityNote() {
  const { t } = useTranslation();
  const { can } = useSession();
  const query = useQuery({ ...authorityQuery, enabled: can("claim.work") });
  if (query.data !== null) return null;
  return (
    <p className="problem authority-note" role="alert" data-testid="authority-missing">
      ⚠ {t("authority.missing")} <Link to="/stoppay/authority">{t(can("claim.review") ? "authority.give" : "authority.look")}</Link>
    </p>
  );
}

/** AuthorityScreen (值班授权) says under whose hand orders go out at once, and lets the leader give or renew it. */
export function AuthorityScreen() {
  const { t } = useTranslation();
  const { can } = useSession();
  const query = useQuery(authorityQuery);
  return (
    <div className="page authority">
      <header className="bar"><h1 className="screen-title">{t("authority.title")}</h1><Link to="/stoppay" className="link-button">‹ {t("menu.stoppay")}</Link></header>
      <p className="muted">{t("authority.hint")}</p>
      {query.isError ? <FaultNote error={query.error} retry={() => void query.refetch()} /> : null}
      {query.data ? <InForce authority={query.data} /> : query.data === null ? <Nothing title={t("authority.none")} hint={t("authority.noneHint")} /> : null}
      {query.data !== undefined && can("claim.review") ? <AuthorityForm key={query.data?.version ?? 0} before={query.data ?? undefined} /> : null}
    </div>
  );
}

function InForce({ authority }: { authority: Authority }) {
  const { t } = useTranslation();
  return (
    <section className="card authority-card" data-testid="authority-in-force">
      <p><b className="good">✓ {t("authority.inForce")}</b> {authority.unit.name} · {t("authority.until")} <At iso={authority.until} shape="full" /> <Due at={authority.until} what="authority" /></p>
      <dl className="fact-list">
        {(authority.officers ?? []).map((each, i) => <Officer key={i} officer={each} />)}
        <dt>{t("authority.document")}</dt><dd>{t(`documentKind.${authority.document.kind}`, { defaultValue: authority.document.kind })} <b className="num">{authority.document.number}</b></dd>
        <dt>{t("authority.sha256")}</dt><dd className="num muted wrap">{authority.document.sha256}</dd>
        <dt>{t("authority.setBy")}</dt><dd>{authority.set_by === "system" ? t("shell.system") : authority.set_by} <At iso={authority.set_at} shape="full" /></dd>
      </dl>
    </section>
  );
}

function Officer({ officer }: { officer: AuthorityOfficer }) {
  const { t } = useTranslation();
  return <><dt>{t("authority.officer")}</dt><dd><b>{officer.name}</b> <span className="num">{officer.id}</span> <span className="num muted">{officer.phone}</span></dd></>;
}

/** AuthorityForm gives the post its authority: two officers, one document whose hash is taken here, and an end. */
function AuthorityForm({ before }: { before: Authority | undefined }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { message } = App.useApp();
  const [tried, setTried] = useState(false);
  const draft = useDraft<AuthorityDraft>(`${session?.user.id ?? ""}.authority.${before?.version ?? 0}`, draftOf(before));
  const form = draft.value;
  const problem = authorityProblem(form, serverNow());
  const save = useAct(() => money.setAuthority(authorityBody(form, before)), [["authority"]], () => { draft.clear(); void message.success(t("authority.saved")); });
  const officer = (at: 0 | 1, change: Partial<AuthorityOfficer>) => draft.set({ officers: form.officers.map((each, i) => (i === at ? { ...each, ...change } : each)) as AuthorityDraft["officers"] });
  const pick = async (file: File | undefined) => { if (file) draft.set({ sha256: await fileHash(file), file: file.name }); };
  const submit = () => { setTried(true); if (problem === undefined && !save.isPending) save.mutate(undefined); };
  return (
    <form className="card authority-card form" onSubmit={(event) => { event.preventDefault(); submit(); }} aria-label={t("authority.give")}>
      <h2 className="section-title">{t(before ? "authority.renew" : "authority.give")}</h2>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      {([0, 1] as const).map((i) => (
        <div key={i} className="act-fields" role="group" aria-label={t("authority.officerOf", { count: i + 1 })}>
          <span className="authority-word">{t("authority.officerOf", { count: i + 1 })}</span>
          {(["name", "id", "phone"] as const).map((name) => (
            <Input key={name} value={form.officers[i][name]} maxLength={name === "name" ? 60 : 32} placeholder={t(`authority.${name}`)} aria-label={t(`authority.${name}`)} status={tried && form.officers[i][name].trim() === "" ? "error" : undefined} onChange={(event) => officer(i, { [name]: event.target.value })} data-testid={`authority-${name}-${i}`} />
          ))}
        </div>
      ))}
      <div className="act-fields">
        <span className="authority-word">{t("authority.document")}</span>
        <Input value={form.number} maxLength={64} placeholder={t("authority.number")} aria-label={t("authority.number")} status={tried && problem === "number" ? "error" : undefined} onChange={(event) => draft.set({ number: event.target.value })} data-testid="authority-number" />
        <label className="file-pick"><input type="file" onChange={(event) => void pick(event.target.files?.[0])} aria-label={t("authority.file")} data-testid="authority-file" /></label>
        <label className="pair-label">{t("authority.until")} <DayInput value={form.until} aria-invalid={(tried && problem === "until") || undefined} onChange={(event) => draft.set({ until: event.target.value })} data-testid="authority-until" /></label>
      </div>
      {form.sha256 ? <p className="muted num wrap">SHA-256 {form.sha256} {form.file}</p> : <p className="muted">{t("authority.fileHint")}</p>}
      <FaultNote error={save.error} onClose={save.reset} />
      <div className="form-foot">
        <Button type="primary" htmlType="submit" loading={save.isPending} data-testid="authority-save">{t(before ? "authority.renew" : "authority.give")}</Button>
        {tried && problem ? <span className="problem">{t(`authorityProblem.${problem}`)}</span> : null}
      </div>
    </form>
  );
}
