// Full verifications per second of CPU by @phala/dcap-qvl, of the two samples; started by peer.sh.
import { createRequire } from 'node:module';
import fs from 'node:fs';

const [modules, samples, seconds] = process.argv.slice(2);
const { verify } = createRequire(modules + '/')('@phala/dcap-qvl');

// The library takes documents and signatures apart; the signature covers the text between, byte by byte.
function taken(json, member) {
  const [, content, signature] = json.match(new RegExp(`^\\{"${member}":(.*),"signature":"([0-9a-f]+)"\\}\\s*$`, 's'));
  return { content, signature };
}

for (const [name, at] of [['sgx', '2025-08-15T06:41:26Z'], ['tdx', '2026-08-13T11:45:38Z']]) {
  const read = (file) => fs.readFileSync(`${samples}/${name}/${file}`);
  const text = (file) => read(`collateral/${file}`).toString();
  const tcbInfo = taken(text('tcb_info.json'), 'tcbInfo');
  const qeIdentity = taken(text('qe_identity.json'), 'enclaveIdentity');
  const quote = new Uint8Array(read('quote.bin'));
  const collateral = {
    pck_crl_issuer_chain: text('pck_crl_issuer_chain.pem'),
    root_ca_crl: read('collateral/root_ca_crl.der').toString('hex'),
    pck_crl: read('collateral/pck_crl.der').toString('hex'),
    tcb_info_issuer_chain: text('tcb_info_issuer_chain.pem'),
    tcb_info: tcbInfo.content,
    tcb_info_signature: tcbInfo.signature,
    qe_identity_issuer_chain: text('qe_identity_issuer_chain.pem'),
    qe_identity: qeIdentity.content,
    qe_identity_signature: qeIdentity.signature,
  };
  const instant = Date.parse(at) / 1000;
  const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
  for (const phase of ['warm-up', 'measured']) {
    const start = cpu();
    let done = 0, status;
    do {
      status = verify(quote, collateral, instant).status;
      done++;
    } while (cpu() - start < seconds);
    if (phase === 'measured') console.log(`${name} dcap-qvl ${(done / (cpu() - start)).toFixed(0)} (${status})`);
  }
}
