// The station officer at a door without signal: feedback in six taps, two more while the line is gone, the page loaded anew meanwhile, and
// one that a colleague has answered in between. Each arrives once, whatever was cut off.
import assert from "node:assert/strict";
import { alive, get, post, shot, until } from "../centre.mjs";
import { hand, noSideways } from "./officer.mjs";
import { as } from "./person.mjs";

/** The most taps and the longest time of a feedback, as the station's users ask for. */
const TAPS = 6;
const SECONDS = 30;
/** A phone's camera takes two: the shutter and "use this photo". */
const CAMERA_TAPS = 2;
const WHERE = { latitude: 31.230416, longitude: 121.473701, accuracy: 15 };

export async function offline(t, world) {
  await as(world, "minjing", async (page) => {
    await page.getByTestId("tab-tasks").tap();
    await world.city.tell(...callers());
    const orders = await signed(page, 5);
    await t.test("a feedback with a photo takes at most six taps", () => sixTaps(t, page, orders[0]));
    await t.test("the photo is kept without its camera's notes and seen by who may", () => seen(page, orders[0]));
    await t.test("a pledge is signed on the screen, a voice note and the position go with it", () => pledged(page, orders[1]));
    await t.test("two feedbacks without a line survive a reload and arrive once each", () => cutOff(t, page, orders.slice(2, 4)));
    await t.test("what a colleague has answered meanwhile is shown with both versions", () => conflict(world, page, orders[4]));
    await t.test("what is kept here goes at the sign-out", () => signOut(page));
  }, { ...hand, geolocation: WHERE, permissions: ["geolocation", "microphone"] });
  // without a line the browser writes each request that it could not send into its console
  world.errors = world.errors.filter((each) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_NETWORK/.test(each));
}

/** callers are people of the station's streets who do not live in the invented city, so nobody else reaches them. */
function callers() {
  return [1, 2, 3, 4, 5].map((n) => ({
    kind: "report", id: `offline-${n}`, phone: `1590000200${n}`, name: `章无${n}`, place: "990101001", channel: "96110",
    fraud: "impostor_police", text: "有人自称公安局办案，说我涉嫌洗钱，让我不要告诉家人",
  }));
}

/** signed waits for the orders of our callers and accepts them. */
async function signed(page, n) {
  const ours = (row) => /159\*+200\d$/.test(row.person.phone);
  const rows = await until("the orders of our callers", async () => {
    const list = (await get(page, "/orders?state=issued,signed&limit=200")).items.filter(ours);
    return list.length >= n && list;
  });
  for (const row of rows) {
    await until("an accepted order", async () => {
      const now = await get(page, `/orders/${row.id}`);
      return now.state === "signed" || post(page, `/orders/${row.id}/sign`, { version: now.version }).then(() => true, () => false);
    });
  }
  await page.reload();
  await alive(page);
  return rows.sort((a, b) => (a.person.phone < b.person.phone ? -1 : 1));
}

const card = (page, order) => page.locator(`[data-testid=order-card][data-id="${order.id}"]`);

/** picture makes a JPEG and writes notes of a camera into it, as a phone does. */
async function picture(page, colour) {
  const url = await page.evaluate((fill) => {
    const canvas = document.createElement("canvas");
    canvas.width = 2400;
    canvas.height = 1800;
    const g = canvas.getContext("2d");
    g.fillStyle = fill;
    g.fillRect(0, 0, 2400, 1800);
    g.fillStyle = "#fff";
    g.fillRect(900, 500, 600, 800);
    return canvas.toDataURL("image/jpeg", 0.9);
  }, colour);
  const plain = Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
  const note = Buffer.from("Exif\0\0II*\0\x08\0\0\0\0\0 position 31.23 121.47", "latin1");
  const head = Buffer.from([0xff, 0xe1, (note.length + 2) >> 8, (note.length + 2) & 255]);
  return Buffer.concat([plain.subarray(0, 2), head, note, plain.subarray(2)]);
}

/** photographed taps the camera button and gives it a photo. */
async function photographed(page, colour) {
  const buffer = await picture(page, colour);
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByTestId("proof-photo").tap()]);
  await chooser.setFiles({ name: "IMG_0001.jpg", mimeType: "image/jpeg", buffer });
  await page.getByTestId("proof-have-photo").waitFor();
}

async function sixTaps(t, page, order) {
  let taps = 0;
  const tap = async (locator) => { taps++; await locator.tap(); };
  const began = Date.now();
  await tap(card(page, order).getByTestId("order-report"));
  await tap(page.getByTestId("report-result-met_dissuaded"));
  assert.ok(await page.getByTestId("report-save").isDisabled(), "met without evidence is not sent");
  taps += 1 + CAMERA_TAPS;
  await photographed(page, "#246");
  await noSideways(page);
  await shot(page, "feedback-phone");
  await tap(page.getByTestId("report-save"));
  await page.getByTestId("order-detail").locator(".state-reported").waitFor();
  const seconds = (Date.now() - began) / 1000;
  t.diagnostic(`feedback: ${taps} taps, ${seconds.toFixed(1)} s`);
  assert.ok(taps <= TAPS, `${taps} taps`);
  assert.ok(seconds <= SECONDS, `${seconds} s`);
  const now = await get(page, `/orders/${order.id}`);
  assert.equal(now.result, "met_dissuaded");
  assert.ok(now.visited_at !== "", "the visit is on record with the report");
}

async function seen(page, order) {
  const { attempts } = await get(page, `/orders/${order.id}`);
  const [proof] = attempts[0].evidence;
  assert.equal(proof.kind, "photo");
  await page.getByTestId("proof-see").tap();
  await page.locator(".proof-seen img").waitFor();
  const at = { warning_id: order.warning_id, attempt_id: attempts[0].id };
  const kept = await post(page, `/proofs/${proof.value.slice(7)}/view`, at);
  const bytes = Buffer.from(kept.data, "base64");
  assert.equal(kept.media, "image/jpeg");
  assert.ok(!bytes.includes("Exif") && !bytes.includes("position"), "the camera's notes are gone");
  assert.ok(bytes.length < 400_000, `${bytes.length} bytes`);
  await assert.rejects(post(page, "/attempts", {
    warning_id: order.warning_id, order_id: order.id, channel: "visit", outcome: "met", evidence: [{ kind: "photo", value: `sha256:${"0".repeat(64)}` }],
  }), /dissuade.evidence_not_arrived/, "a photo that never arrived proves nothing");
}

async function pledged(page, order) {
  await page.goto(new URL("/tasks", page.url()).href);
  await alive(page);
  await page.evaluate(() => { // this machine has no microphone: silence from the sound system stands for it
    navigator.mediaDevices.getUserMedia = async () => new AudioContext().createMediaStreamDestination().stream;
  });
  await card(page, order).getByTestId("order-report").tap();
  await page.getByTestId("report-result-met_refused").tap();
  await page.getByTestId("proof-place").tap();
  await page.getByText("31.230416,121.473701 ±15m").waitFor();
  await page.getByTestId("proof-sign").tap();
  const box = await page.getByTestId("sign-field").boundingBox();
  await page.mouse.move(box.x + 30, box.y + 30);
  await page.mouse.down();
  await page.mouse.move(box.x + 120, box.y + 60);
  await page.mouse.move(box.x + 200, box.y + 40);
  await page.mouse.up();
  await page.getByTestId("sign-done").tap();
  await page.getByTestId("proof-have-signature").waitFor();
  const voice = page.getByTestId("proof-voice");
  await voice.tap();
  await voice.and(page.locator("[aria-pressed=true]")).waitFor();
  await voice.tap();
  await page.getByTestId("proof-have-voice").waitFor();
  await page.getByTestId("report-save").tap();
  await page.getByTestId("order-detail").locator(".state-reported").waitFor();
  const { attempts } = await get(page, `/orders/${order.id}`);
  assert.deepEqual(attempts[0].evidence.map((e) => e.kind).sort(), ["place", "signature", "voice"]);
  assert.equal(attempts[0].believes, false);
}

/** held waits until the worker answers for this page and the pages of these orders lie in the phone. */
async function held(page, orders) {
  await page.goto(new URL("/tasks", page.url()).href);
  await alive(page);
  await until("a worker for this page", () => page.evaluate(() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)));
  await until("the pages of the orders in the phone", () => page.evaluate((ids) => new Promise((resolve) => {
    const ask = indexedDB.open("fanzha");
    ask.onsuccess = () => {
      const all = ask.result.transaction("copies").objectStore("copies").getAllKeys();
      all.onsuccess = () => { ask.result.close(); resolve(ids.every((id) => all.result.includes(`/orders/${id}`))); };
    };
  }), orders.map((o) => o.id)));
}

const lamp = (page, count) => page.locator(`[data-testid=offline-lamp][data-count="${count}"]`);

async function answered(page, order, colour) {
  await card(page, order).getByTestId("order-report").tap();
  await page.getByTestId("report-result-met_dissuaded").tap();
  await photographed(page, colour);
  await page.getByTestId("report-save").tap();
  await page.getByTestId("report-waiting").waitFor();
  await page.goto(new URL("/tasks", page.url()).href); // a page of its own: also the way there needs no line
  await card(page, order).waitFor();
}

async function cutOff(t, page, orders) {
  await held(page, orders);
  await page.context().setOffline(true);
  await answered(page, orders[0], "#642");
  await lamp(page, 1).waitFor();
  await answered(page, orders[1], "#264");
  await lamp(page, 2).waitFor();
  await page.reload();
  await lamp(page, 2).waitFor();
  assert.match(await page.getByTestId("offline-lamp").textContent(), /无网络，已存 2 条/);
  await noSideways(page);
  await shot(page, "feedback-offline");
  for (const order of orders) assert.equal((await outside(page, order)).state, "signed", "nothing has arrived yet");
  const sent = [];
  await page.route((url) => url.pathname === "/api/v1/feedback", async (route) => {
    sent.push(JSON.parse(route.request().postData()).order_id);
    if (sent.length > 1) return route.continue();
    await route.fetch(); // the centre has it; its answer is lost
    return route.abort();
  });
  await page.context().setOffline(false);
  await page.getByTestId("offline-lamp").waitFor({ state: "detached" });
  await page.unroute((url) => url.pathname === "/api/v1/feedback").catch(() => undefined);
  t.diagnostic(`sent: ${sent.length} times`);
  assert.deepEqual(sent, [orders[0].id, orders[0].id, orders[1].id], "in order, the one whose answer was lost once more");
  for (const order of orders) await onceOnly(page, order);
}

/** outside asks the centre past the page's own line: as the phone's owner would see it from a desk. */
async function outside(page, order) {
  const cookies = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join("; ");
  const answer = await fetch(new URL(`/api/v1/orders/${order.id}`, page.url()), { headers: { cookie: cookies } });
  return answer.json();
}

async function onceOnly(page, order) {
  const now = await outside(page, order);
  assert.equal(now.result, "met_dissuaded");
  assert.equal(now.attempts.filter((a) => a.channel === "visit").length, 1, "one visit");
  assert.equal(now.history.filter((line) => line.action === "report").length, 1, "one report");
}

async function conflict(world, page, order) {
  await held(page, [order]);
  await page.context().setOffline(true);
  await answered(page, order, "#426");
  await lamp(page, 1).waitFor();
  await as(world, "lingdao", async (other) => {
    await until("the colleague's report", async () => {
      const now = await get(other, `/orders/${order.id}`);
      return now.state === "reported" || post(other, `/orders/${order.id}/report`, { version: now.version, result: "false_alarm", note: "本人系公司同事，系误报" }).then(() => true, () => false);
    });
  });
  await page.context().setOffline(false);
  await until("the conflict is shown", async () => /1 条反馈需处理/.test(await page.getByTestId("offline-lamp").textContent()));
  await page.getByTestId("offline-lamp").tap();
  const entry = page.getByTestId("offline-entry");
  assert.match(await entry.textContent(), /见面劝阻成功/);
  assert.match(await entry.getByTestId("offline-theirs").textContent(), /误报/);
  await noSideways(page);
  await shot(page, "feedback-conflict");
  await entry.getByTestId("offline-give-up").tap();
  await page.getByTestId("offline-lamp").waitFor({ state: "detached" });
  const now = await outside(page, order);
  assert.equal(now.result, "false_alarm");
  assert.equal(now.attempts.filter((a) => a.outcome === "met").length, 1, "the visit took place and stays on record");
}

async function signOut(page) {
  await page.locator(".tabbar button").tap();
  await page.getByRole("button", { name: "退出" }).tap();
  await page.waitForURL(/\/login/);
  const left = await page.evaluate(() => new Promise((resolve) => {
    const ask = indexedDB.open("fanzha");
    ask.onsuccess = () => {
      const all = ask.result.transaction("copies").objectStore("copies").getAllKeys();
      all.onsuccess = () => { ask.result.close(); resolve(all.result.filter((key) => key !== "/site")); };
    };
  }));
  assert.deepEqual(left, []);
}
