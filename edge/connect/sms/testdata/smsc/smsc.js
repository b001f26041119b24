// A carrier on the library smpp of npm. It prints its port, then one JSON line for every part that it took and every answer to a
// receipt. Its first part is answered with "throttled"; the connection of the part after the text "…断线…" began is cut unanswered, once.
'use strict';
const smpp = require('smpp');

const say = (o) => process.stdout.write(JSON.stringify(o) + '\n');
let parts = 0;
let cut = false;
const server = smpp.createServer({}, (session) => {
  let bound = false;
  session.on('error', () => {});
  session.on('bind_transceiver', (pdu) => {
    bound = pdu.system_id === 'fanzha' && pdu.password === 'geheim';
    session.send(pdu.response({ command_status: bound ? 0 : smpp.ESME_RINVPASWD, system_id: 'npm' }));
    if (bound) session.enquire_link({}, (answer) => say({ enquired: answer.command_status }));
  });
  session.on('unbind', (pdu) => { session.send(pdu.response()); session.close(); });
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('submit_sm', (pdu) => {
    if (!bound) return session.send(pdu.response({ command_status: smpp.ESME_RINVBNDSTS }));
    parts += 1;
    if (parts === 1) return session.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED }));
    const m = pdu.short_message;
    const udh = m.udh ? m.udh[0] : null;
    if (!cut && m.message.includes('断线')) { cut = true; return session.destroy(); }
    const id = 'npm-' + parts;
    say({ id, to: pdu.destination_addr, from: pdu.source_addr, coding: pdu.data_coding, text: m.message, part: udh ? udh[udh.length - 1] : 1, of: udh ? udh[udh.length - 2] : 1 });
    session.send(pdu.response({ message_id: id }));
    if (!pdu.registered_delivery) return;
    const failed = pdu.destination_addr.endsWith('2');
    session.deliver_sm({
      source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, esm_class: 4,
      short_message: `id:${id} sub:001 dlvrd:001 submit date:2611181906 done date:2611181907 stat:${failed ? 'UNDELIV' : 'DELIVRD'} err:${failed ? '011' : '000'} text:`,
      receipted_message_id: id, message_state: failed ? 5 : 2,
    }, (answer) => say({ receipt: id, status: answer.command_status }));
  });
});
server.listen(0, '127.0.0.1', () => say({ port: server.address().port }));
process.stdin.on('end', () => process.exit(0)).resume();
