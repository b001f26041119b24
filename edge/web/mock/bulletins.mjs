// Issues of the stand-in. Development only.
import { iso, HOUR } from "./data.mjs";

const kinds = [["daily", "日报", "Daily"], ["weekly", "周通报", "Weekly"], ["monthly", "月排名", "Monthly ranking"], ["public", "每周警情通报", "Public weekly"], ["press", "新闻发布稿", "Press release"], ["group", "联席群消息", "Group message"], ["meeting", "会议材料", "Meeting pack"]];
const issues = [];
const figure = (id, title, text, link, harm = false) => [id, { id, name: title, title, text, unit: "", harm, struck: false, struck_why: "", owner: "市反诈中心", revision: "1", cut_off: iso(Date.now() - 9 * HOUR), link: { code: link, period: "week", at: "2026-11-15" }, compare: [{ kind: "mom", from: "2026-11-02", to: "2026-11-08", text: "环比下降9.62%", base_text: "52起", tone: "good" }] }];
const spans = (text, pairs) => pairs.flatMap(([words, id]) => { const from = text.indexOf(words); return from < 0 ? [] : [{ from, to: from + words.length, figure: id }]; });
const p = (id, text, pairs = [], more = {}) => ({ id, text, question: false, free: false, edited: false, object: "", spans: spans(text, pairs), ...more });

function make(kind, at) {
  const [, zh, en] = kinds.find(([k]) => k === kind) ?? kinds[1];
  const id = `b${issues.length + 1}`;
  const text = "本周，全市共立电信网络诈骗案件47起，环比下降9.62%；涉案金额312.85万元，环比上升27.64%。";
  const out = {
    id, no: 0, kind, kind_zh: zh, kind_en: en, unit: { code: "990100000000", name: "云河市反诈中心" }, from: "2026-11-09", to: at ?? "2026-11-15", title: `云河市打击治理电信网络诈骗违法犯罪${zh}`, state: "draft", version: 1,
    drafted_by: "周主任", drafted_at: iso(Date.now()), approved_by: "", approved_at: "", published_by: "", published_at: "", stops: 1, errata: 0, previous: issues[0]?.id ?? "",
    head: { centre: "云河市打击治理电信网络诈骗联席会议办公室", style: "red", to: "各县（市、区）联席办，各成员单位", embargo: "" },
    sections: [
      { id: "s1", heading: "一、总体情况", annex: false, free: false, paragraphs: [p("s1p1", text, [["47起", "f1"], ["环比下降9.62%", "f1"], ["312.85万元", "f2"], ["环比上升27.64%", "f2"]]), p("s1p2", "破获案件19起，上期为8起；见面劝阻率99.18%（1445/1457），环比提升2.11个百分点。", [["19起", "f3"], ["99.18%", "f4"]])] },
      { id: "s2", heading: "二、各地情况", annex: false, free: false, paragraphs: [p("s2p1", "立案数居前的乡镇（街道）为云泉镇、柳林乡、青峰镇。")], table: { title: "各县（市、区）立案情况", first: "地区", columns: [{ name: "立案（起）" }, { name: "每万人" }, { name: "位次" }], rows: [{ label: "东关区", cells: [{ text: "21", figure: "f1" }, { text: "0.80", figure: "f1" }, { text: "2", figure: "" }] }, { label: "石桥县", cells: [{ text: "15", figure: "f1" }, { text: "1.08", figure: "f1" }, { text: "1", figure: "" }] }, { label: "龙潭县", cells: [{ text: "11", figure: "f1" }, { text: "0.83", figure: "f1" }, { text: "3", figure: "" }] }, { label: "全市", cells: [{ text: "47", figure: "f1" }, { text: "0.88", figure: "f1" }, { text: "", figure: "" }] }], total: true, note: "每万人按2025年末常住人口计算。" } },
      { id: "s3", heading: "三、存在问题", annex: false, free: false, paragraphs: [p("s3p1", "误止付2笔，已全部解除；预警后仍被骗2起，正在复盘。", [["2笔", "f5"]])] },
      { id: "s4", heading: "四、下步要求", annex: false, free: true, paragraphs: [p("s4p1", "", [], { free: true })] },
    ],
    figures: Object.values(Object.fromEntries([figure("f1", "立案数", "47起", "case_filed"), figure("f2", "案损金额", "312.85万元", "case_loss"), figure("f3", "破案数", "19起", "case_solved"), figure("f4", "见面劝阻率", "99.18%", "visit_rate"), figure("f5", "误止付笔数", "2笔", "fund_held", true)])),
    remarks: [], findings: [{ id: "x1", severity: "warn", code: "small_base", hard: false, waived: false, paragraph: "s1p2", from: 8, to: 13, figure: "f3", zh: "上期基数为8，小于10，应写数而不写百分比。", en: "The base is 8: write the numbers.", do_zh: "保留“上期为8起”。", do_en: "Keep it as it is." }],
    errata_list: [], history: [{ at: iso(Date.now()), name: "周主任", act: "draft", note: "", version: 1 }], acts: ["edit", "redraw", "remark", "strike", "submit", "waive", "withdraw"],
  };
  out.stops = 0;
  issues.unshift(out);
  return out;
}
make("weekly", "2026-11-15");
const NEXT = { submit: "review", approve: "approved", publish: "published", return: "draft", withdraw: "withdrawn", redraw: "draft" };
const ACTS = { draft: ["edit", "redraw", "remark", "strike", "submit", "waive", "withdraw"], review: ["approve", "remark", "return", "withdraw"], approved: ["publish", "remark", "return", "withdraw"], published: ["erratum"], withdrawn: [] };

/** bulletinRoute answers what is asked about issues; undefined is for others. */
export function bulletinRoute(me, method, path, q, body) {
  const [, root, id, what, part] = path.split("/");
  if (root !== "bulletins") return undefined;
  if (id === "kinds") return { items: kinds.map(([kind, zh, en]) => ({ kind, zh, en, period: "week" })) };
  if (!id) return method === "POST" ? make(body.kind, body.at) : { items: issues.filter((each) => (!q.state || q.state.split(",").includes(each.state)) && (!q.kind || q.kind === each.kind)) };
  const issue = issues.find((each) => each.id === id);
  if (!what) return issue;
  const step = (act, note = "") => { issue.version++; issue.history.unshift({ at: iso(Date.now()), name: me.name, act, note, version: issue.version }); return issue; };
  if (what === "paragraphs") { const one = issue.sections.flatMap((s) => s.paragraphs).find((each) => each.id === part); one.text = body.text; one.edited = true; one.spans = one.spans.filter((s) => s.to <= body.text.length); if (body.text.includes("亿")) issue.findings.unshift({ id: `x${issue.version}`, severity: "stop", code: "unit", hard: true, waived: false, paragraph: part, from: body.text.indexOf("亿") - 1, to: body.text.indexOf("亿") + 1, figure: "", zh: "数值比近一年大一万倍，可能把“万”写成了“亿”。", en: "Ten thousand times the past year.", do_zh: "核对单位。", do_en: "Check the unit." }); else issue.findings = issue.findings.filter((f) => f.severity !== "stop"); return step("edit"); }
  if (what === "remarks") { issue.remarks.unshift({ id: `r${issue.remarks.length}`, paragraph: body.paragraph, text: body.text, name: me.name, at: iso(Date.now()), done: false }); return issue.remarks[0]; }
  if (what === "compare") { const other = issues.find((each) => each.id === issue.previous); return { rows: other ? issue.sections.flatMap((s) => s.paragraphs).map((each) => ({ paragraph: each.id, before: each.text.replace("47起", "52起").replace("9.62", "3.10"), after: each.text, figures: each.id === "s1p1" ? [{ figure: "f1", title: "立案数", before: "52起", after: "47起" }] : [] })) : [], other }; }
  if (NEXT[what]) { issue.state = NEXT[what]; issue.acts = ACTS[issue.state]; if (what === "publish") issue.no = 46; return step(what, body.note); }
  return undefined;
}
