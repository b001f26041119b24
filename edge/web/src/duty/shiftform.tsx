import { Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { duty, DUTY, type DutyBoard, type DutyShift } from "../api/duty";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { useNow } from "../ui/now";
import { useSession } from "../ui/session";
import { FaultNote } from "../ui/states";

const POSTS = ["officer", "deputy", "leader"] as const;
type Post = (typeof POSTS)[number];

/** ShiftForm is one shift: who keeps the roster writes its posts, who is in it asks another for a swap. */
export function ShiftForm({ board, at, unit, close }: { board: DutyBoard; at: string; unit?: string; close: () => void }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { can, session } = useSession();
  const now = useNow();
  const [day = "", code = ""] = at.split(" ");
  const shift = board.shifts.find((each) => each.day === day && each.code === code);
  const slot = board.slots.find((each) => each.code === code);
  const me = session?.user.id ?? "";
  const post = POSTS.find((each) => shift?.[each].id === me);
  const ahead = shift !== undefined && Date.parse(shift.from) > now;
  return (
    <section className="card" aria-label={t("duty.shift")} data-testid="shift-form">
      <h2 className="section-title">{day} {slot ? pick(slot.name_zh, slot.name_en) : code}</h2>
      {can("duty.manage") ? <Write board={board} day={day} code={code} shift={shift} unit={unit} close={close} /> : POSTS.map((each) => <span key={each} className="muted">{t(`duty.${each}`)} {shift?.[each].name || "–"}　</span>)}
      {shift && post && ahead ? <Ask board={board} shift={shift} post={post} close={close} /> : null}
    </section>
  );
}

function Write({ board, day, code, shift, unit, close }: { board: DutyBoard; day: string; code: string; shift?: DutyShift; unit?: string; close: () => void }) {
  const { t } = useTranslation();
  const [who, setWho] = useState<Record<Post, string>>({ officer: shift?.officer.id ?? "", deputy: shift?.deputy.id ?? "", leader: shift?.leader.id ?? "" });
  const save = useAct(() => duty.fill(unit, [{ day, shift: code, ...who }]), DUTY, close);
  return (
    <form className="duty-form" onSubmit={(event) => { event.preventDefault(); if (who.officer) save.mutate(undefined); }}>
      {POSTS.map((post) => (
        <label key={post}>{t(`duty.${post}`)}{" "}
          <Select showSearch={{ optionFilterProp: "label" }} allowClear={post !== "officer"} value={who[post] || undefined} aria-label={t(`duty.${post}`)} options={board.people.map((each) => ({ value: each.id, label: `${each.name} ${each.login}` }))} onChange={(id?: string) => setWho({ ...who, [post]: id ?? "" })} data-testid={`post-${post}`} />
        </label>
      ))}
      <Button type="primary" htmlType="submit" disabled={!who.officer} loading={save.isPending} data-testid="shift-save">{t("duty.write")}</Button>
      <Button onClick={close}>{t("act.cancel")}</Button>
      <FaultNote error={save.error} onClose={() => save.reset()} />
    </form>
  );
}

/** Ask proposes a swap of my post in this shift for another's post in a later one. */
function Ask({ board, shift, post, close }: { board: DutyBoard; shift: DutyShift; post: Post; close: () => void }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { session } = useSession();
  const now = useNow();
  const [theirs, setTheirs] = useState("");
  const me = session?.user.id ?? "";
  const choices = board.shifts.filter((each) => Date.parse(each.from) > now).flatMap((each) => POSTS.filter((p) => each[p].id && each[p].id !== me)
    .map((p) => ({ value: `${each.id} ${p}`, label: `${each.day} ${pick(each.name_zh, each.name_en)} ${t(`duty.${p}`)} ${each[p].name}` })));
  const [other = "", at = "officer"] = theirs.split(" ");
  const ask = useAct(() => duty.propose({ mine: { shift: shift.id, post }, theirs: { shift: other, post: at as Post } }), DUTY, close);
  return (
    <form className="duty-form" onSubmit={(event) => { event.preventDefault(); if (other) ask.mutate(undefined); }}>
      <label>{t("duty.swapFor")}{" "}<Select showSearch={{ optionFilterProp: "label" }} style={{ minWidth: 280 }} value={theirs || undefined} aria-label={t("duty.swapFor")} options={choices} onChange={(value: string) => setTheirs(value)} data-testid="swap-for" /></label>
      <Button htmlType="submit" disabled={!other} loading={ask.isPending} data-testid="swap-ask">{t("duty.swapAsk")}</Button>
      <FaultNote error={ask.error} onClose={() => ask.reset()} />
    </form>
  );
}
