import { Modal } from "antd";
import { useTranslation } from "react-i18next";

const KEYS: [group: string, keys: [string, string][]][] = [
  ["everywhere", [["Ctrl K", "jump"], ["?", "help"], ["/", "filter"], ["Esc", "back"]]],
  ["list", [["↑ ↓ / j k", "move"], ["Enter", "open"], ["n", "next"], ["c", "claim"]]],
  ["detail", [["1 – 6", "outcome"], ["Enter", "save"], ["g", "grade"], ["x", "close"], ["u", "release"], ["s", "stoppay"], ["p", "lines"]]],
  ["lines", [["c", "lineCall"], ["r", "lineRelatives"], ["v", "lineStation"], ["b", "lineBank"], ["o", "lineCarrier"], ["a", "lineAssist"], ["t", "lineTransfer"], ["w", "planAway"], ["g", "planNotFound"], ["f", "planRefused"], ["e", "planEscalate"], ["p", "planProve"]]],
  ["scenario", [["n", "newScenario"], ["Ctrl Space", "complete"], ["Ctrl S", "save"], ["Ctrl Enter", "tryRule"], ["Alt 1 – 5", "beside"]]],
  ["upstream", [["n", "giveOrder"], ["a", "ackOrder"], ["d", "distributeOrder"], ["r", "returnOrder"], ["b", "bounceOrder"], ["w", "withdrawOrder"], ["c", "chaseOrder"]]],
  ["hotline", [["i", "newCall"], ["a", "answerCall"], ["F1", "stopForm"], ["F2", "toStation"], ["F3", "sendText"], ["F4", "readScript"], ["F5", "writeNote"], ["F6", "promiseCall"], ["F7", "abusiveCall"], ["F8", "riskCall"], ["F9", "endCall"], ["F10", "verifyCode"], ["Alt V", "ownCode"], ["Alt D", "dialBack"], ["Alt T", "takeOver"], ["Alt 1 – 3", "speed"]]],
  ["claim", [["i", "intake"], ["n", "nextLayer"], ["r", "renew"], ["l", "free"], ["f", "freeze"], ["m", "remind"], ["o", "payers"], ["w", "warn"], ["g", "flow"], ["Ctrl Enter", "send"]]],
];

/** KeyList shows which keys do what. */
export function KeyList({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={t("keys.title")} width={460} destroyOnHidden>
      {KEYS.map(([group, keys]) => (
        <section key={group}>
          <h3 className="section-title">{t(`keys.group.${group}`)}</h3>
          <dl className="keylist">
            {keys.map(([key, what]) => (
              <div key={what}>
                <dt><kbd>{key}</kbd></dt>
                <dd>{t(`keys.${what}`)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
}
