/** The groups of the menu, in its order: what is done by the hour first, what is done by the month last. */
export const GROUPS = ["work", "warn", "money", "case", "govern", "publicity", "figures", "admin"] as const;
export type Group = (typeof GROUPS)[number];
/** These groups stand open until somebody closes them. */
export const OPEN_AT_FIRST: readonly Group[] = ["work", "warn", "money"];
/** With no more places than this the menu needs no groups. */
export const FLAT_MOST = 9;

/** One place of the console. `pinyin` lets Ctrl+K find it by initials or syllables. */
export interface Place {
  key: string;
  /** The group under whose name it stands when a user has many places. */
  group: Group;
  path:
    | "/cases" | "/today" | "/alerts" | "/tasks" | "/persons" | "/scenarios" | "/units" | "/sources" | "/audit"
    | "/govern/duties" | "/govern/members" | "/govern/meetings" | "/govern/rankings" | "/govern/returns"
    | "/leader" | "/situation" | "/bulletins" | "/indicators" | "/query"
    | "/duty" | "/handover" | "/hotline" | "/lines" | "/upstream" | "/texts" | "/impostors" | "/scripts" | "/samples" | "/outreach" | "/targets" | "/group-messages"
    | "/stoppay" | "/stops" | "/measures" | "/banks" | "/sheets" | "/objections" | "/bank/orders" | "/bank/alerts" | "/bank/objections";
  rights: string[]; pinyin: string; icon: string;
}

/** The menu: a user sees those places that one of their rights opens, in groups when they are many. Icons are paths in a 20×20 box. */
export const PLACES: Place[] = [
  { key: "leader", group: "work", path: "/leader", rights: ["bulletin.approve"], pinyin: "ldsy lingdaoshouye", icon: "M4 9l6-5 6 5v7H4zM8 16v-4h4v4" },
  { key: "today", group: "work", path: "/today", rights: ["warning.read"], pinyin: "jrdb jinridaiban", icon: "M4 4h12v12H4zM7 9l2 2 4-4" },
  { key: "alerts", group: "warn", path: "/alerts", rights: ["warning.read"], pinyin: "yjzt yujingzongtai", icon: "M10 3l7.5 13.5h-15zM10 8v4M10 13.6v.8" },
  { key: "hotline", group: "work", path: "/hotline", rights: ["hotline.work"], pinyin: "jxt jiexiantai rx rexian", icon: "M4 5c0 6 5 11 11 11l1-4-4-1-1.5 1.5A8 8 0 0 1 7.5 9.5L9 8 8 4z" },
  { key: "tasks", group: "warn", path: "/tasks", rights: ["order.work", "order.chase"], pinyin: "wdrw woderenwu", icon: "M5 3h10v14H5zM7.5 7h5M7.5 10h5M7.5 13h3" },
  { key: "duty", group: "work", path: "/duty", rights: ["duty.work"], pinyin: "zb zhiban pb paiban", icon: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6v4l3 2" },
  { key: "handover", group: "work", path: "/handover", rights: ["duty.work"], pinyin: "jjb jiaojieban", icon: "M3 8h11l-3-3M17 12H6l3 3" },
  { key: "impostors", group: "work", path: "/impostors", rights: ["hotline.lead"], pinyin: "mcjb maochongjingbao hym heyanma", icon: "M10 3l6 2.5v4.5c0 3.6-2.4 5.9-6 7-3.6-1.1-6-3.4-6-7V5.5zM10 7v4M10 13v.6" },
  { key: "stoppay", group: "money", path: "/stoppay", rights: ["claim.read"], pinyin: "zfzzt zhifuzuozhantai", icon: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM5.2 5.2l9.6 9.6" },
  { key: "stops", group: "money", path: "/stops", rights: ["claim.read"], pinyin: "zftz zhifutaizhang", icon: "M4 4h12v12H4zM4 8h12M4 12h12M9 4v12" },
  { key: "flow", group: "money", path: "/sheets", rights: ["flow.work"], pinyin: "zjlx zijinliuxiang", icon: "M3 6c7 0 7 8 14 8M3 10h14M3 14c3 0 5-1.5 6.5-3.5" },
  { key: "measures", group: "money", path: "/measures", rights: ["claim.read"], pinyin: "cs cuoshi djsp dongjieshenpi xz xianzhi bj biaoji cj chengjie", icon: "M10 3v14M4 6.5l12 7M16 6.5l-12 7" },
  { key: "objections", group: "money", path: "/objections", rights: ["claim.review"], pinyin: "yyjc yiyijiechu", icon: "M4 5h12v8H9l-4 3v-3H4zM8 8l4 3M12 8l-4 3" },
  { key: "bankOrders", group: "money", path: "/bank/orders", rights: ["bank.work"], pinyin: "zfzl zhifuzhiling", icon: "M3 8l7-4 7 4zM5 8v7M10 8v7M15 8v7M3 16h14" },
  { key: "bankAlerts", group: "money", path: "/bank/alerts", rights: ["bank.work"], pinyin: "gmyj guimianyujing", icon: "M10 3v2M5 9a5 5 0 0 1 10 0v4l1.5 2h-13L5 13zM8.5 17h3" },
  { key: "bankObjections", group: "money", path: "/bank/objections", rights: ["bank.work"], pinyin: "khyy kehuyiyi", icon: "M4 5h12v8H9l-4 3v-3H4zM7 8h6M7 10.5h4" },
  { key: "cases", group: "case", path: "/cases", rights: ["case.read"], pinyin: "aj anjian lkdj sacard sheanliangka", icon: "M4 6h12v10H4zM7.5 6V4h5v2M4 10h12" },
  { key: "upstream", group: "warn", path: "/upstream", rights: ["upstream.read"], pinyin: "sxjzl shangxiajizhiling", icon: "M6 16V5M3 8l3-3 3 3M14 4v11M11 12l3 3 3-3" },
  { key: "persons", group: "warn", path: "/persons", rights: ["warning.read"], pinyin: "yryd yirenyidang", icon: "M10 10a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM3.5 17c.6-3.4 3-5 6.5-5s5.9 1.6 6.5 5" },
  { key: "lines", group: "warn", path: "/lines", rights: ["warning.work", "bank.work"], pinyin: "xzyj xiezhuyijiao bxxl bingxingxianlu", icon: "M3 5h5l3 5h6M3 15h5l3-5" },
  { key: "scripts", group: "warn", path: "/scripts", rights: ["warning.read"], pinyin: "qzhs quanzuhuashu hs huashu", icon: "M4 4h12v9H9l-3 3v-3H4zM7 7h6M7 10h4" },
  { key: "samples", group: "warn", path: "/samples", rights: ["warning.review", "hotline.work"], pinyin: "cchf chouchahuifang", icon: "M4 5h12v8H9l-4 3v-3H4zM7 9l2 2 4-4" },
  { key: "texts", group: "warn", path: "/texts", rights: ["warning.read"], pinyin: "dx duanxin hz huizhi mdr miandarao", icon: "M3 4h14v9H9l-4 3v-3H3zM6.5 8.5h.1M10 8.5h.1M13.5 8.5h.1" },
  { key: "scenarios", group: "warn", path: "/scenarios", rights: ["scenario.read"], pinyin: "yjgz yujingguize", icon: "M4 5h12M4 10h12M4 15h12M7 3v4M13 8v4M9 13v4" },
  { key: "duties", group: "govern", path: "/govern/duties", rights: ["govern.read", "member.work"], pinyin: "zrqd zerenqingdan rw renwu", icon: "M4 4h12v12H4zM4 8h12M8 4v12M12 4v12" },
  { key: "members", group: "govern", path: "/govern/members", rights: ["govern.read", "member.work"], pinyin: "cydw chengyuandanwei lly tz tongzhi", icon: "M10 3a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM4 12a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM16 12a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM10 7v3M5 12l5-2 5 2" },
  { key: "meetings", group: "govern", path: "/govern/meetings", rights: ["govern.read", "member.work"], pinyin: "hy huiyi dd dudao yt yuetan", icon: "M3 5h14v8H9l-4 3v-3H3zM6 8h8M6 10.5h5" },
  { key: "rankings", group: "govern", path: "/govern/rankings", rights: ["govern.read", "member.work"], pinyin: "ypm yuepaiming kh kaohe", icon: "M4 16v-5h3v5zM8.5 16V5h3v11zM13 16V9h3v7z" },
  { key: "returns", group: "govern", path: "/govern/returns", rights: ["govern.read", "member.work"], pinyin: "sjtb shujutianbao qb quebao", icon: "M5 3h10v14H5zM7.5 7h5M7.5 10h5M7.5 13h2M12 12l1.5 1.5L16 11" },
  { key: "outreach", group: "publicity", path: "/outreach", rights: ["outreach.read"], pinyin: "xchd xuanchuanhuodong zlk wzdw", icon: "M4 8v4h3l6 4V4L7 8zM15.5 8a3 3 0 0 1 0 4" },
  { key: "targets", group: "publicity", path: "/targets", rights: ["outreach.read"], pinyin: "ysprq yishoupianrenqun jzxc", icon: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6z" },
  { key: "groupMessages", group: "publicity", path: "/group-messages", rights: ["outreach.read"], pinyin: "qxx qunxiaoxi", icon: "M3 4h11v8H8l-3 3v-3H3zM16 8h1v6h-2v2l-2-2H9" },
  { key: "situation", group: "figures", path: "/situation", rights: ["figure.read"], pinyin: "tszl taishizonglan dp daping", icon: "M3 4h14v10H3zM7 17h6M6 11l3-3 2 2 3-3" },
  { key: "bulletins", group: "figures", path: "/bulletins", rights: ["bulletin.read"], pinyin: "tbzx tongbaozhongxin", icon: "M5 3h10v14H5zM7.5 6.5h5M7.5 9.5h5M7.5 12.5h3" },
  { key: "indicators", group: "figures", path: "/indicators", rights: ["figure.read"], pinyin: "zbk zhibiaoku", icon: "M4 16V9M8 16V4M12 16v-5M16 16V7" },
  { key: "query", group: "figures", path: "/query", rights: ["figure.query"], pinyin: "zzcx zizhuchaxun", icon: "M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4zM13 13l4 4" },
  { key: "units", group: "admin", path: "/units", rights: ["unit.manage", "role.manage"], pinyin: "dwyyh danweiyuyonghu", icon: "M8 3h4v4H8zM3 13h4v4H3zM13 13h4v4h-4zM10 7v3M5 13v-3h10v3" },
  { key: "sources", group: "admin", path: "/sources", rights: ["source.read"], pinyin: "jrly jierulaiyuan", icon: "M3 10h8M8 6l4 4-4 4M14 4v12" },
  { key: "banks", group: "admin", path: "/banks", rights: ["bank.manage"], pinyin: "jgml jigouminglu", icon: "M3 8l7-4 7 4zM5 8v7M10 8v7M15 8v7M3 16h14" },
  { key: "audit", group: "admin", path: "/audit", rights: ["audit.read"], pinyin: "sj shenji", icon: "M5 3h7l3 3v11H5zM7.5 10l2 2 3.5-3.5" },
];

/** placesFor lists what these rights open. */
export function placesFor(rights: string[]): Place[] {
  return PLACES.filter((place) => place.rights.some((right) => rights.includes(right)));
}

/** grouped puts places under their groups, empty groups left out. */
export function grouped(places: Place[]): { group: Group; places: Place[] }[] {
  return GROUPS.map((group) => ({ group, places: places.filter((place) => place.group === group) })).filter((each) => each.places.length > 0);
}
