// Puts a migration in JavaScript together with its engine, without any import of WASI.
//
// Started as `node componentize.mjs SOURCE WIT WORLD OUTPUT`; the last line that it prints is the
// version of componentize-js.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [sourcePath, witPath, worldName, output] = process.argv.slice(2);
const PACKAGE = join('node_modules', '@bytecodealliance', 'componentize-js');

// As node looks for packages, but from the source, and in NODE_PATH, which modules do not heed.
function* places() {
  for (let folder = dirname(sourcePath); ; folder = dirname(folder)) {
    yield join(folder, PACKAGE);
    if (folder === dirname(folder)) break;
  }
  for (const folder of (process.env.NODE_PATH ?? '').split(delimiter).filter(Boolean)) {
    yield join(folder, '@bytecodealliance', 'componentize-js');
  }
}

const found = [...places()].find((place) => existsSync(join(place, 'package.json')));
if (found === undefined) {
  console.error('componentize-js is not installed (3)');
  process.exit(3);
}
const { version } = JSON.parse(readFileSync(join(found, 'package.json'), 'utf8'));
const { componentize } = await import(pathToFileURL(join(found, 'src', 'componentize.js')));
try {
  const disableFeatures = ['random', 'stdio', 'clocks', 'http', 'fetch-event'];
  const { component } = await componentize({ sourcePath, witPath, worldName, disableFeatures });
  writeFileSync(output, component);
} catch (error) {
  console.error(error?.message ?? error);
  process.exit(1);
}
console.log(version);
