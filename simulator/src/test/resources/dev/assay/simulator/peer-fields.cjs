// Every field that @phala/dcap-qvl reads from the quotes named, a line each: file, field, value (bytes in hex).
const fs = require('fs');
const path = require('path');

const [modules, ...files] = process.argv.slice(2);
const { Quote } = require(path.join(modules, 'node_modules/@phala/dcap-qvl/src/quote.js'));

function tell(file, name, value) {
  if (value instanceof Uint8Array) console.log(file, name, Buffer.from(value).toString('hex'));
  else if (typeof value === 'object') for (const member of Object.keys(value)) tell(file, `${name}.${member}`, value[member]);
  else console.log(file, name, String(value));
}

for (const file of files) {
  const quote = Quote.parse(fs.readFileSync(file));
  for (const part of ['header', 'report', 'authData']) tell(path.basename(file), part, quote[part]);
  tell(path.basename(file), 'signedLength', quote.signedLength());
  tell(path.basename(file), 'innerCertType', quote.innerCertType());
  tell(path.basename(file), 'innerCertData', quote.innerCertData());
}
