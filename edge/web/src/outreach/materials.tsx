import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { outreach, type Material, type Move } from "../api/outreach";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { PlainTable } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { Await, FaultNote, Nothing } from "../ui/states";
import { Badge, Chips, Do, Entry, ten, useRules, useWord, WithReason } from "./parts";
import type { Desk } from "./outreach";

const TOUCH = [["outreach"]];

/** Materials (宣传资料) are the editions with their stock: printed, handed out, left. */
export function Materials({ search, go }: Desk) {
  const { t } = useTranslation();
  const { can } = useSession();
  const rules = useRules();
  const word = useWord();
  const query = useQuery({ queryKey: ["outreach", "materials", search.kind], queryFn: () => outreach.materials({ kind: search.kind }) });
  const rows = query.data?.items ?? [];
  const one = rows.find((each) => each.id === search.id);
  return (
    <>
      {search.new && can("outreach.work") ? (
        <Entry title={t("outreach.newMaterial")} testid="material" close={() => go({ new: undefined })} touch={TOUCH} send={outreach.addMaterial} done={(out) => go({ id: out.id, new: undefined })}
          specs={[
            { name: "kind", label: t("outreach.kind"), kind: "choice", must: true, start: "leaflet", options: rules?.materials.map((each) => ({ value: each.code, text: word(rules.materials, each.code) })) },
            { name: "title", label: t("outreach.title"), must: true }, { name: "edition", label: t("outreach.edition"), must: true, max: 20, note: t("outreach.editionHint") },
            { name: "text", label: t("outreach.words"), kind: "area", max: 2000, note: t("outreach.wordsHint") },
          ]} />
      ) : null}
      <div className="bar out-bar">
        <Chips label={t("outreach.kind")} value={search.kind ?? ""} onChange={(kind) => go({ kind: kind || undefined })} testid="material-kind" options={[{ value: "", text: t("outreach.all") }, ...(rules?.materials ?? []).map((each) => ({ value: each.code, text: word(rules?.materials, each.code) }))]} />
        <span className="grow" />
        {can("outreach.work") ? <Button type="primary" onClick={() => go({ new: "1" })} data-testid="material-new">{t("outreach.newMaterial")}<kbd className="desk-only">N</kbd></Button> : null}
      </div>
      {one ? <One key={one.id} material={one} /> : null}
      <Await query={query} rows={6}>
        {() => (
          <PlainTable<Material> label={t("outreachTab.materials")} testid="materials" rows={rows} keyOf={(row) => row.id} chosen={search.id} keys onOpen={(row) => go({ id: row.id === search.id ? undefined : row.id })}
            empty={<Nothing title={t("outreach.noMaterials")} hint={t("outreach.noMaterialsHint")} />}
            columns={[
              { key: "title", title: t("outreach.title"), wide: true, cell: (row) => <>{row.title} <span className="muted">{row.edition}</span></> },
              { key: "kind", title: t("outreach.kind"), cell: (row) => word(rules?.materials, row.kind), by: (row) => row.kind },
              { key: "unit", title: t("outreach.unit"), cell: (row) => row.unit.name },
              { key: "state", title: t("outreach.state"), cell: (row) => <Badge state={row.state} /> },
              { key: "printed", title: t("outreach.printed"), right: true, cell: (row) => ten(row.printed), by: (row) => row.printed },
              { key: "handed", title: t("outreach.handed"), right: true, cell: (row) => ten(row.handed), by: (row) => row.handed },
              { key: "balance", title: t("outreach.balance"), right: true, cell: (row) => <b className={row.state === "approved" && row.balance === 0 ? "bad" : ""}>{ten(row.balance)}</b>, by: (row) => row.balance },
            ]} />
        )}
      </Await>
    </>
  );
}

function One({ material }: { material: Material }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [n, setN] = useState("");
  const moves = useQuery({ queryKey: ["outreach", "moves", "of", material.id], queryFn: () => outreach.moves({ material: material.id }) }).data?.items ?? [];
  const count = /^\d{1,9}$/.test(n) ? Number(n) : 0;
  const book = useAct((verb: string) => outreach.materialAct(material, "move", { act: verb, n: count }), TOUCH, () => setN(""));
  return (
    <section className="card out-one" data-testid="material-one" aria-label={material.title}>
      <div className="detail-line"><b className="num">{material.number}</b><Badge state={material.state} /><span className="muted">{t("outreach.enteredBy", { name: material.made_by })} <At iso={material.made_at} /></span>{material.approved_by ? <span className="muted">{t("outreach.approvedBy", { name: material.approved_by })}</span> : null}</div>
      {material.text ? <p className="wrap out-words">{material.text}</p> : null}
      <div className="form-foot">
        {material.state === "draft" && can("outreach.approve") && !material.mine ? <Do text={t("outreach.approve")} primary run={() => outreach.materialAct(material, "approve")} touch={TOUCH} testid="material-approve" /> : null}
        {material.state === "draft" && material.mine ? <span className="muted">{t("outreach.otherApproves")}</span> : null}
        {material.state === "approved" && can("outreach.work") ? (
          <>
            <input className="plain-input out-short" inputMode="numeric" value={n} maxLength={9} placeholder={t("outreach.count")} aria-label={t("outreach.count")} onChange={(event) => setN(event.target.value)} data-testid="material-n" />
            {["printed", "handed", "spoiled"].map((verb) => <Button key={verb} disabled={count === 0} loading={book.isPending} onClick={() => book.mutate(verb)} data-testid={`material-${verb}`}>{t(`outreach.${verb}`)}</Button>)}
            <WithReason text={t("outreach.retire")} run={(note) => outreach.materialAct(material, "retire", { note })} touch={TOUCH} testid="material-retire" />
          </>
        ) : null}
      </div>
      <FaultNote error={book.error} onClose={book.reset} />
      {moves.length > 0 ? (
        <PlainTable<Move> label={t("outreach.moves")} rows={moves} keyOf={(row) => row.id} columns={[
          { key: "at", title: t("outreach.at"), cell: (row) => <At iso={row.at} /> }, { key: "act", title: t("outreach.act"), cell: (row) => t(`outreach.${row.act}`) },
          { key: "n", title: t("outreach.count"), right: true, cell: (row) => ten(row.n) }, { key: "unit", title: t("outreach.unit"), cell: (row) => row.unit.name }, { key: "by", title: t("outreach.by"), cell: (row) => row.made_by },
        ]} />
      ) : null}
    </section>
  );
}
